import { hexOf } from './board-bytes.ts';
import { nextWakeAt, stepBoard } from './board-machine.ts';
import type { BoardConfig, BoardEvent, BoardState, Cash, Effect, SlotLoad } from './board-state.ts';
import { initialBoard } from './board-turn.ts';
import type { BoardWire } from './board-wire.ts';
import { createFrameRing, frameLine, type PassedFrame, passed, timeOfDay } from './frame-log.ts';
import { readScenario, type Scenario } from './scenario.ts';

/** Time as the simulator uses it: milliseconds that never go back, and a timer. */
export interface SimClock {
  now(): number;
  /** Runs once after so many milliseconds; the returned function takes it back. */
  after(ms: number, run: () => void): () => void;
}

/** Real time: wall time at process start plus monotonic time since. */
export const realClock: SimClock = {
  now: () => performance.timeOrigin + performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

export interface BoardSimOptions extends Partial<BoardConfig> {
  slots: readonly SlotLoad[];
  transport: BoardWire;
  clock?: SimClock;
  /** Receives the log line by line. */
  log?: (line: string) => void;
  /** Whether POLL and ACK stand in the log too. */
  logHeartbeats?: boolean;
  /** The same seed gives the same pack numbers and the same noise. */
  seed?: number;
  /** How many frames `frames()` remembers; default 200. */
  keepFrames?: number;
  /** Told at once when a motor begins to turn, and when goods fall. */
  told?: (what: { type: 'motor' | 'drop'; slot: number }) => void;
}

/** What really is in and under a slot, beside what the board believes of it. */
export interface SlotTruth {
  selection: number;
  real: number;
  loaded: number;
  dropped: number;
  motorTurns: number;
  inventory: number;
  capacity: number;
  priceFen: number;
  productId: number;
  status: number;
}

export interface BoardTruth {
  slots: SlotTruth[];
  /** Every drop in order; `at` in milliseconds of the simulator's clock. */
  drops: { slot: number; at: number }[];
  creditFen: number;
  /** Notes and coins since the board was first switched on. */
  cash: Cash;
  /** Accepted channels, as masks; 0 takes nothing. */
  masks: { notes: number; coins: number };
}

export interface BoardSim {
  /** Plugs the cable in and switches the board on. */
  start(): Promise<void>;
  /** Switches the board off and pulls the cable. */
  stop(): Promise<void>;
  /** Throws at once when the scenario is malformed or names a slot that is not there; resolves when it has happened. */
  apply(scenario: Scenario): Promise<void>;
  insertMoney(amountFen: number, mode?: number): void;
  truth(): BoardTruth;
  /** Breaches of the protocol by the counter, each beginning with its kind; a good counter leaves this empty. */
  violations(): string[];
  frames(): PassedFrame[];
  /** Calls back for every frame; the returned function ends that. */
  onFrame(listener: (frame: PassedFrame) => void): () => void;
}

const MAX_VIOLATIONS = 1000;
/** Nobody heard for this long: nobody is there to read. */
const DEAF_MS = 1000;

const slotTruth = (slot: BoardState['slots'][number]): SlotTruth => {
  const { faults: _, doubleResults: __, slowMs: ___, ...truth } = slot;
  return truth;
};

function checkSlot(state: BoardState, scenario: Scenario): void {
  const free = scenario.do === 'keypad' && scenario.slot === 0;
  if (!('slot' in scenario) || scenario.slot === undefined || free || state.slots[scenario.slot]) return;
  throw new Error(
    `slot ${scenario.slot} is not on this board; it has ${Object.keys(state.slots).join(', ')}`,
  );
}

/** Everything the runner remembers beside the machine's state. */
function createRecords(options: BoardSimOptions, now: () => number) {
  const ring = createFrameRing(options.keepFrames ?? 200);
  const listeners = new Set<(frame: PassedFrame) => void>();
  const drops: { slot: number; at: number }[] = [];
  const violations: string[] = [];
  const say = (text: string): void => options.log?.(`${timeOfDay(now())} ${text}`);
  const keepFrame = (effect: Extract<Effect, { type: 'frame' }>): void => {
    const frame = passed(effect.from, effect.frame, now(), effect.note);
    ring.add(frame);
    if (options.logHeartbeats || !frame.heartbeat) options.log?.(frameLine(frame));
    for (const listener of listeners) listener(frame);
  };
  const keepViolation = (text: string): void => {
    if (violations.length < MAX_VIOLATIONS) violations.push(text);
    say(`violation: ${text}`);
  };
  const keep = (effect: Effect): void => {
    if (effect.type === 'frame') keepFrame(effect);
    else if (effect.type === 'violation') keepViolation(`${effect.kind}: ${effect.text}`);
    else if (effect.type === 'note') say(effect.text);
    else if (effect.type === 'junk') say(`no frame (${effect.junk.why}): ${hexOf(effect.junk.bytes)}`);
    else if (effect.type === 'motor') {
      options.told?.({ type: 'motor', slot: effect.slot });
      say(`motor of slot ${effect.slot} turns`);
    } else if (effect.type === 'drop') {
      options.told?.({ type: 'drop', slot: effect.slot });
      drops.push({ slot: effect.slot, at: now() });
      say(`goods of slot ${effect.slot} fall`);
    }
  };
  return { ring, listeners, drops, violations, keep };
}

/** Runs one simulated board on a wire. Parts of `BoardConfig` may be given beside the options. */
export function createBoardSim(options: BoardSimOptions): BoardSim {
  const clock = options.clock ?? realClock;
  const { transport } = options;
  let state = initialBoard(options.slots, options.seed ?? 1, configOf(options));
  let running = false;
  let stopTimer = (): void => {};
  let wakeAt = Number.POSITIVE_INFINITY;
  let cable: Promise<void> = Promise.resolve();
  let working = false;
  const waiting: BoardEvent[] = [];
  const records = createRecords(options, () => clock.now());

  const perform = (effect: Effect): void => {
    records.keep(effect);
    if (effect.type === 'send') transport.write(effect.bytes);
    else if (effect.type === 'unanswered' && effect.deafMs > DEAF_MS) transport.discardUnread();
    else if (effect.type === 'cable') {
      const { plugged } = effect;
      cable = cable.then(() => (plugged ? transport.plug() : transport.unplug()));
      // Whoever awaits `apply` hears of a failure; nobody has to.
      cable.catch(() => {});
    }
  };
  const setTimer = (): void => {
    const next = nextWakeAt(state);
    if (next === wakeAt) return;
    stopTimer();
    wakeAt = next;
    if (next === Number.POSITIVE_INFINITY) return;
    stopTimer = clock.after(Math.max(0, next - clock.now()), () => {
      wakeAt = Number.POSITIVE_INFINITY;
      dispatch({ type: 'tick' });
    });
  };
  /** A listener may act on the board in the middle of a step: its wish waits for the end of the step. */
  const dispatch = (event: BoardEvent): void => {
    waiting.push(event);
    if (working) return;
    working = true;
    try {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const step = stepBoard(state, next, clock.now());
        state = step.state;
        for (const effect of step.effects) perform(effect);
      }
    } finally {
      working = false;
    }
    if (running) setTimer();
  };
  transport.onBytes((bytes) => {
    if (running) dispatch({ type: 'bytes', bytes });
  });

  return {
    async start() {
      if (running) return;
      await transport.plug();
      running = true;
      dispatch({ type: 'start' });
    },
    async stop() {
      running = false;
      stopTimer();
      wakeAt = Number.POSITIVE_INFINITY;
      await cable.catch(() => {});
      await transport.unplug();
    },
    apply(scenario) {
      readScenario(scenario);
      checkSlot(state, scenario);
      dispatch({ type: 'scenario', scenario });
      return cable;
    },
    insertMoney(amountFen, mode = 1) {
      dispatch({ type: 'scenario', scenario: readScenario({ do: 'insertMoney', amountFen, mode }) });
    },
    truth: () => ({
      slots: Object.values(state.slots).map(slotTruth),
      drops: [...records.drops],
      creditFen: state.creditFen,
      cash: state.cash,
      masks: state.masks,
    }),
    violations: () => [...records.violations],
    frames: records.ring.list,
    onFrame(listener) {
      records.listeners.add(listener);
      return () => void records.listeners.delete(listener);
    },
  };
}

const CONFIG_KEYS = [
  'pollMs',
  'motorMs',
  'bootMs',
  'answerDeadlineMs',
  'dataGapMs',
  'suppressRepeats',
  'machineId',
  'noteChangeFen',
  'coinChangeFen',
  'doors',
] as const;

const configOf = (options: BoardSimOptions): Partial<BoardConfig> =>
  Object.fromEntries(
    CONFIG_KEYS.filter((key) => options[key] !== undefined).map((key) => [key, options[key]]),
  );
