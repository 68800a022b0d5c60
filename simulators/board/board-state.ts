// pure
import type { Frame, Junk } from './board-bytes.ts';
import type { Door, DoorLoad } from './board-cabinet.ts';
import type { Scenario } from './scenario.ts';
import type { Seed } from './seeded.ts';

/** What stands in a slot when the board is switched on for the first time. */
export interface SlotLoad {
  selection: number;
  inventory: number;
  capacity: number;
  priceFen?: number;
  /** Weight of one package, grams, in a weighing cabinet. */
  unitGrams?: number;
}

/** A fault that decides how the next drives of a slot end. */
export type Fault =
  | { kind: 'jam' | 'denies-a-drop' | 'claims-a-drop'; left: number }
  | { kind: 'motor-fault'; status: number; left: number }
  | { kind: 'never-finishes'; drops: boolean; left: number };

/** One slot: first what the board believes and reports, then what really is. */
export interface Slot {
  selection: number;
  inventory: number;
  capacity: number;
  priceFen: number;
  productId: number;
  /** 0 normal; the capture V41 shows 3 after a jam. */
  status: number;
  real: number;
  loaded: number;
  dropped: number;
  motorTurns: number;
  faults: readonly Fault[];
  doubleResults: number;
  slowMs: number | null;
  unitGrams?: number | undefined;
  scaleFails?: boolean;
}

export interface BoardConfig {
  pollMs: number;
  motorMs: number;
  bootMs: number;
  /** How long after a POLL a command may come (1.4: 100 ms). */
  answerDeadlineMs: number;
  /** Pause between an answer and the board's next data frame. */
  dataGapMs: number;
  /** A repeated command with the same pack number is acknowledged but not obeyed twice. */
  suppressRepeats: boolean;
  machineId: string;
  doors: readonly DoorLoad[];
  /** What stands in the note recycler and the coin tubes at first, to give change from. */
  noteChangeFen: number;
  coinChangeFen: number;
}

/** A data frame waiting for its turn; it gets its pack number when it is first sent. */
export interface Outgoing {
  cmd: number;
  body: readonly number[];
}

/** The board as bus host. */
export interface Line {
  pack: number;
  pollMs: number;
  queue: readonly Outgoing[];
  /** How often the head of the queue has been sent. */
  sends: number;
  awaiting: { what: 'poll' | 'data'; at: number; overdue: boolean } | null;
  nextSendAt: number;
  /** Host frames nobody answered in time whose answers may still be on the way. */
  unanswered: number;
  rx: Uint8Array;
  rxAt: number;
  heardAt: number;
}

/** The last command of the upper computer, as the board remembers it. */
export interface LastCommand {
  cmd: number;
  pack: number;
  hex: string;
  sends: number;
  at: number;
  /** Whether the board's ACK went out whole; doubtful when the line was made bad. */
  ack: 'none' | 'sent' | 'doubtful';
}

export interface Motor {
  selection: number;
  endsAt: number;
  /** The drop sensor was asked for (0x06 `P[1]`). */
  sensor: boolean;
  /** The board sells by itself (0x03 or its keypad): its own price and inventory logic applies. */
  sale: boolean;
}

export interface Trouble {
  /** Whole until `framesLeft` is 0; then dumb and deaf until `endsAt`. */
  silence: { framesLeft: number; forMs: number | null; endsAt: number } | null;
  noiseRate: number;
  noiseSeed: Seed;
  /** Until when bytes that are no frame are the line's fault. */
  noisyUntil: number;
  loseAcks: number;
  restartWhen: 'after-drive' | 'before-result' | null;
}

/** Notes and coins as they really are; all sums since the board was first switched on. */
export interface Cash {
  /** What can be given back: the recycler's notes, the tubes' coins. */
  noteChangeFen: number;
  coinChangeFen: number;
  insertedFen: number;
  paidOutFen: number;
  /** Taken off the credit for goods. */
  soldFen: number;
  /** Credit that the board kept (mode 8). */
  swallowedFen: number;
  billFault: number;
  coinFault: number;
  /** So many of the next payouts give only this much. */
  payoutJams: readonly number[];
  /** So many of the next payouts happen, or not, without a word. */
  silentPayouts: readonly ('paid' | 'unpaid')[];
}

export interface BoardState {
  config: BoardConfig;
  power: 'off' | 'booting' | 'on';
  bootEndsAt: number;
  seed: Seed;
  slots: Readonly<Record<number, Slot>>;
  line: Line;
  last: LastCommand | null;
  motor: Motor | null;
  trouble: Trouble;
  doorOpen: boolean;
  /** Doors with locks of their own; none on a machine with spirals. */
  doors: readonly Door[];
  celsius: number | null;
  creditFen: number;
  /** Accepted note and coin channels, as masks (0x28). */
  masks: { notes: number; coins: number };
  cash: Cash;
}

export type BoardEvent =
  | { type: 'start' }
  | { type: 'tick' }
  | { type: 'bytes'; bytes: Uint8Array }
  | { type: 'scenario'; scenario: Scenario };

export type ViolationKind =
  | 'late-command'
  | 'command-instead-of-ack'
  | 'unprompted'
  | 'wrong-xor'
  | 'garbage'
  | 'cut-frame'
  | 'bad-length'
  | 'unknown-command'
  | 'pack-zero'
  | 'pack-not-advanced'
  | 'pack-skipped'
  | 'pack-changed-on-resend'
  | 'repeated-after-ack'
  | 'second-command'
  | 'too-many-sends'
  | 'drive-while-busy';

export type Effect =
  | { type: 'send'; bytes: Uint8Array }
  | { type: 'frame'; from: 'VMC' | 'UC'; frame: Frame; note: string }
  | { type: 'junk'; junk: Junk }
  | { type: 'motor'; slot: number }
  | { type: 'drop'; slot: number }
  | { type: 'violation'; kind: ViolationKind; text: string }
  | { type: 'note'; text: string }
  /** A host frame stayed without answer; `deafMs` is how long nothing was heard. */
  | { type: 'unanswered'; deafMs: number }
  | { type: 'cable'; plugged: boolean };
