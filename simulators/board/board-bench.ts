// pure
import { bytesOf, encodeFrame, hexOf, u16 } from './board-bytes.ts';
import { nextWakeAt, stepBoard } from './board-machine.ts';
import type { BoardConfig, BoardEvent, BoardState, Effect, SlotLoad } from './board-state.ts';
import { initialBoard } from './board-turn.ts';
import type { Scenario } from './scenario.ts';

const POLL_HEX = 'FA FB 41 00 40';
const ACK_HEX = 'FA FB 42 00 43';

/** What a test of the machine does and sees: time is a number, the line is a list. */
export interface Bench {
  state(): BoardState;
  now(): number;
  /** Everything that happened since the last call. */
  taken(): Effect[];
  /** Frames the board put on the line, in hexadecimal, in order. */
  sent: string[];
  /** Violations, as their kinds. */
  violations: string[];
  event(event: BoardEvent): void;
  apply(scenario: Scenario): void;
  hear(hex: string): void;
  /** Lets time pass, waking the board whenever it wants; `onSend` may answer each frame. */
  run(ms: number, onSend?: (hex: string) => string | null): void;
  /** Lets time pass with a counter that acknowledges everything and sends `commands` one by one, each on a POLL. */
  talk(ms: number, commands?: readonly string[]): void;
}

/** A machine on a bench, switched on at time 0. */
export function createBench(slots: readonly SlotLoad[], config: Partial<BoardConfig> = {}, seed = 7): Bench {
  let state = initialBoard(slots, seed, config);
  let now = 0;
  let effects: Effect[] = [];
  const sent: string[] = [];
  const violations: string[] = [];
  const outbox: string[] = [];

  const event = (next: BoardEvent): void => {
    const step = stepBoard(state, next, now);
    state = step.state;
    effects.push(...step.effects);
    for (const effect of step.effects) {
      if (effect.type === 'violation') violations.push(effect.kind);
      if (effect.type !== 'send') continue;
      sent.push(hexOf(effect.bytes));
      outbox.push(hexOf(effect.bytes));
    }
  };
  const hear = (hex: string): void => event({ type: 'bytes', bytes: bytesOf(hex) });
  const run: Bench['run'] = (ms, onSend = () => null) => {
    const end = now + ms;
    for (;;) {
      for (let hex = outbox.shift(); hex; hex = outbox.shift()) {
        const reply = onSend(hex);
        if (reply !== null) hear(reply);
      }
      const wake = nextWakeAt(state);
      if (wake > end) break;
      now = Math.max(now, wake);
      event({ type: 'tick' });
    }
    now = end;
  };
  const talk: Bench['talk'] = (ms, commands = []) => {
    const left = [...commands];
    run(ms, (hex) => (hex === ACK_HEX ? null : hex === POLL_HEX ? (left.shift() ?? ACK_HEX) : ACK_HEX));
  };
  event({ type: 'start' });
  const taken = (): Effect[] => {
    const all = effects;
    effects = [];
    return all;
  };
  return {
    state: () => state,
    now: () => now,
    taken,
    sent,
    violations,
    event,
    apply: (scenario) => event({ type: 'scenario', scenario }),
    hear,
    run,
    talk,
  };
}

/** `FA FB 06 …`: drive a selection with its drop sensor on and elevator off. */
export const driveHex = (selection: number, pack: number, sensor = 1): string =>
  hexOf(encodeFrame(0x06, [pack, sensor, 0, ...u16(selection)]));

/** The sync with which a counter begins (1.11). */
export const syncHex = (pack: number): string => hexOf(encodeFrame(0x31, [pack]));

/** Any command with its body, in hexadecimal. */
export const commandHex = (cmd: number, pack: number, ...body: number[]): string =>
  hexOf(encodeFrame(cmd, [pack, ...body]));

/** The frames among `sent` with that command, without framing and pack number. */
export const bodiesOf = (sent: readonly string[], cmd: number): string[] => {
  const prefix = `FA FB ${cmd.toString(16).padStart(2, '0').toUpperCase()} `;
  return sent.filter((hex) => hex.startsWith(prefix)).map((hex) => hex.slice(15, -3));
};
