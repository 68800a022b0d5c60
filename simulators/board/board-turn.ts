// pure
import { closedDoor } from './board-cabinet.ts';
import type {
  BoardConfig,
  BoardState,
  Effect,
  Line,
  Slot,
  SlotLoad,
  Trouble,
  ViolationKind,
} from './board-state.ts';
import { drawBelow, type Seed } from './seeded.ts';

/** One step of the machine while it is being worked out: the state so far and what shall happen. */
export interface Turn {
  state: BoardState;
  readonly now: number;
  readonly effects: Effect[];
}

export const patch = (turn: Turn, part: Partial<BoardState>): void => {
  turn.state = { ...turn.state, ...part };
};

export const patchLine = (turn: Turn, part: Partial<Line>): void =>
  patch(turn, { line: { ...turn.state.line, ...part } });

export const patchTrouble = (turn: Turn, part: Partial<Trouble>): void =>
  patch(turn, { trouble: { ...turn.state.trouble, ...part } });

export const patchSlot = (turn: Turn, selection: number, part: Partial<Slot>): void => {
  const slot = turn.state.slots[selection];
  if (slot) patch(turn, { slots: { ...turn.state.slots, [selection]: { ...slot, ...part } } });
};

export const patchCash = (turn: Turn, part: Partial<BoardState['cash']>): void =>
  patch(turn, { cash: { ...turn.state.cash, ...part } });

export const violation = (turn: Turn, kind: ViolationKind, text: string): void => {
  turn.effects.push({ type: 'violation', kind, text });
};

export const note = (turn: Turn, text: string): void => {
  turn.effects.push({ type: 'note', text });
};

const DEFAULTS: BoardConfig = {
  pollMs: 200,
  motorMs: 1500,
  bootMs: 300,
  answerDeadlineMs: 100,
  dataGapMs: 5,
  suppressRepeats: true,
  machineId: '0000000000',
  doors: [],
  noteChangeFen: 100_000,
  coinChangeFen: 50_000,
};

/** A board that was just switched on takes everything. */
const OPEN = { notes: 0xffff, coins: 0xffff };

const slotOf = (load: SlotLoad): Slot => ({
  selection: load.selection,
  inventory: load.inventory,
  capacity: load.capacity,
  priceFen: load.priceFen ?? 0,
  productId: 0,
  status: 0,
  real: load.inventory,
  loaded: load.inventory,
  dropped: 0,
  motorTurns: 0,
  faults: [],
  doubleResults: 0,
  slowMs: null,
  ...(load.unitGrams === undefined ? {} : { unitGrams: load.unitGrams }),
});

/** A pack number to begin with: a board that was on before may stand anywhere (1.5). */
export function packSomewhere(seed: Seed): { pack: number; seed: Seed } {
  const drawn = drawBelow(seed, 255);
  return { pack: drawn.value + 1, seed: drawn.seed };
}

const quietLine = (pack: number, pollMs: number): Line => ({
  pack,
  pollMs,
  queue: [],
  sends: 0,
  awaiting: null,
  nextSendAt: 0,
  unanswered: 0,
  rx: new Uint8Array(0),
  rxAt: 0,
  heardAt: Number.NEGATIVE_INFINITY,
});

const noTrouble = (seed: Seed): Trouble => ({
  silence: null,
  noiseRate: 0,
  noiseSeed: seed,
  noisyUntil: Number.NEGATIVE_INFINITY,
  loseAcks: 0,
  restartWhen: null,
});

/** A board that is switched off. Throws when a slot is given twice or its numbers do not fit the wire. */
export function initialBoard(
  slots: readonly SlotLoad[],
  seed: Seed,
  given: Partial<BoardConfig> = {},
): BoardState {
  const byNumber: Record<number, Slot> = {};
  for (const load of slots) {
    if (!Number.isInteger(load.selection) || load.selection < 1 || load.selection > 999)
      throw new RangeError(`slot ${load.selection}: selections go from 1 to 999`);
    if (
      ![load.inventory, load.capacity].every((count) => Number.isInteger(count) && count >= 0 && count <= 255)
    )
      throw new RangeError(`slot ${load.selection}: inventory and capacity are whole numbers from 0 to 255`);
    if (byNumber[load.selection]) throw new RangeError(`slot ${load.selection} is given twice`);
    byNumber[load.selection] = slotOf(load);
  }
  const config = { ...DEFAULTS, ...given };
  const start = packSomewhere(seed);
  return {
    config,
    power: 'off',
    bootEndsAt: 0,
    seed: start.seed,
    slots: byNumber,
    line: quietLine(start.pack, config.pollMs),
    last: null,
    motor: null,
    trouble: noTrouble(seed),
    doorOpen: false,
    doors: config.doors.map(closedDoor),
    celsius: 20,
    creditFen: 0,
    masks: OPEN,
    cash: {
      noteChangeFen: config.noteChangeFen,
      coinChangeFen: config.coinChangeFen,
      insertedFen: 0,
      paidOutFen: 0,
      soldFen: 0,
      swallowedFen: 0,
      billFault: 0,
      coinFault: 0,
      payoutJams: [],
      silentPayouts: [],
    },
  };
}

/** Power fails: what stood in memory is gone, slots and goods stay; the board is back after `bootMs`. */
export function restartBoard(turn: Turn, bootMs: number): void {
  const { pack, seed } = packSomewhere(turn.state.seed);
  const noise = { ...turn.state.trouble, silence: null, loseAcks: 0, restartWhen: null };
  patch(turn, {
    power: 'booting',
    bootEndsAt: turn.now + bootMs,
    seed,
    line: { ...quietLine(pack, turn.state.config.pollMs), heardAt: turn.state.line.heardAt },
    last: null,
    motor: null,
    creditFen: 0,
    masks: OPEN,
    trouble: noise,
  });
}
