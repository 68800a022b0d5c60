import { describe, expect, it } from 'vitest';
import type { BoardEvent, CommandResult, FreeCommand } from '../board/board-types.ts';
import { silentLog } from '../platform/log.ts';
import { HandClock, until } from '../sale/sale-rig.ts';
import { createSetPoint, type SetPointParts, type Temperature } from './set-point.ts';

const cold = { mode: 'cool', targetC: 4 } as const;
const frozen = { mode: 'cool', targetC: -18 } as const;
const off = { mode: 'off', targetC: 4 } as const;
const turns = () => new Promise((resolve) => setImmediate(resolve));

/** A board that takes what it is told as long as it is there, and a hub that sets. */
function rig(first: Temperature) {
  const heard: number[][] = [];
  const listeners = new Set<(event: BoardEvent) => void>();
  const changes = new Set<() => void>();
  const world = {
    setting: first as Temperature,
    online: false,
    outcome: 'acknowledged' as CommandResult['outcome'],
  };
  const clock = new HandClock();
  const board = {
    status: () => ({ online: world.online }),
    onEvent: (listener: (event: BoardEvent) => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    command: async (command: FreeCommand) => {
      if (command.name === 'menu-command') heard.push([...command.parameters]);
      return { outcome: world.outcome, detail: '' };
    },
  } as unknown as SetPointParts['board'];
  const setPoint = createSetPoint({
    board,
    clock,
    log: silentLog,
    settings: () => world.setting,
    onSettings: (listener) => {
      changes.add(listener);
      return () => void changes.delete(listener);
    },
  });
  const say = async (type: 'online' | 'restarted') => {
    world.online = true;
    for (const listener of listeners) listener({ type });
    await turns();
  };
  const settle = async (next: Temperature) => {
    world.setting = next;
    for (const change of changes) change();
    await turns();
  };
  return { world, clock, heard, setPoint, say, settle, left: () => listeners.size + changes.size };
}

describe('the temperature the machine is to keep', () => {
  it('[CARE-13] is told to the board when it comes and when it starts anew, once each', async () => {
    const { heard, say, settle } = rig(cold);
    expect(heard).toEqual([]);
    await say('online');
    await say('online');
    await settle(cold);
    expect(heard).toEqual([[0, 2, 4]]);
    await say('restarted');
    expect(heard).toHaveLength(2);
  });

  it('[CARE-13] is what the hub set, or what a technician has set since', async () => {
    const { heard, setPoint, say, settle } = rig(cold);
    await say('online');
    setPoint.setHere(frozen);
    await settle(cold);
    expect(setPoint.current()).toEqual(frozen);
    expect(heard).toHaveLength(1);
    await say('restarted');
    expect(heard.at(-1)).toEqual([0, 2, 238]);
    await settle(off);
    expect(setPoint.current()).toEqual(off);
    expect(heard.at(-1)).toEqual([0, 4, 4]);
  });

  it('[CARE-13] leaves a controller alone that nobody ever told to cool or heat', async () => {
    const { heard, say } = rig(off);
    await say('online');
    await say('restarted');
    expect(heard).toEqual([]);
  });

  it('[CARE-13] is told again to a board that was busy, not to one that does not know the command', async () => {
    const { world, clock, heard, setPoint, say, left } = rig(cold);
    world.outcome = 'timed-out';
    await say('online');
    await until(() => clock.timers.size === 1);
    world.outcome = 'line-fault';
    clock.pass(60_000);
    await until(() => heard.length === 2);
    await turns();
    expect(clock.timers.size).toBe(0);
    world.outcome = 'lost';
    await say('restarted');
    await until(() => clock.timers.size === 1);
    setPoint.close();
    expect([clock.timers.size, left()]).toEqual([0, 0]);
  });
});
