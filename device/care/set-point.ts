// The temperature the machine is to keep: what the hub set, or what a technician has set at the counter since; told to
// the board whenever it may not know it (CARE-13).
import type { CounterSettings } from '@zhuangui/protocol/settings.ts';
import type { Board } from '../board/board-api.ts';
import type { FreeCommand } from '../board/board-types.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';

export type Temperature = CounterSettings['temperature'];

const menuType = 0x28;
const set = 1;
/** Modes of the temperature controller (hardware protocol 1.12, 0x28). */
const modes = { heat: 1, cool: 2, off: 4 } as const;
const retryMs = 60_000;

/** The menu command that sets it, whole degrees Celsius, below zero as two's complement. */
export const temperatureMenu = ({ mode, targetC }: Temperature) => ({
  menuType,
  operation: set,
  parameters: [0, modes[mode], targetC & 0xff],
});

export interface SetPointParts {
  board: Pick<Board, 'command' | 'onEvent' | 'status'>;
  clock: Clock;
  log: Log;
  settings(): Temperature;
  onSettings(listener: () => void): () => void;
}

export interface SetPoint {
  current(): Temperature;
  /** A technician has set it at the counter, and the board has taken it; it holds until the hub sets another. */
  setHere(temperature: Temperature): void;
  close(): void;
}

const isSame = (a: Temperature | undefined, b: Temperature) => a?.mode === b.mode && a.targetC === b.targetC;

/** Follows settings and board at once. A controller that nobody ever told to cool or heat is left as it is. */
export function createSetPoint({ board, clock, log, settings, onSettings }: SetPointParts): SetPoint {
  let setting = settings();
  let wanted = setting;
  let told: Temperature | undefined;
  let isSteered = wanted.mode !== 'off';
  let work: Promise<void> = Promise.resolve();
  let isClosed = false;
  let callOff = () => {};

  function want(next: Temperature): void {
    wanted = next;
    isSteered ||= next.mode !== 'off';
  }

  async function tell(): Promise<void> {
    const now = wanted;
    if (isClosed || !isSteered || isSame(told, now) || !board.status().online) return;
    const command: FreeCommand = { name: 'menu-command', ...temperatureMenu(now) };
    const { outcome, detail } = await board.command(command);
    if (outcome === 'acknowledged') told = now;
    else log.warn({ ...now, outcome, detail }, 'the board did not take the temperature');
    // A board that does not know the command is left alone until it starts anew; one that was busy is told again.
    callOff();
    if (!isClosed && outcome !== 'line-fault' && !isSame(told, wanted))
      callOff = clock.setTimer(retryMs, soon);
  }

  function soon(): void {
    work = work.then(tell);
  }

  const ends = [
    onSettings(() => {
      if (isSame(setting, settings())) return;
      setting = settings();
      want(setting);
      soon();
    }),
    board.onEvent(({ type }) => {
      if (type === 'restarted') told = undefined;
      if (type === 'online' || type === 'restarted') soon();
    }),
  ];
  soon();

  return {
    current: () => wanted,
    setHere(temperature) {
      want(temperature);
      told = temperature;
    },
    close() {
      isClosed = true;
      callOff();
      for (const end of ends) end();
    },
  };
}
