import type { LineBody } from '@zhuangui/protocol/journal-lines.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '../platform/log.ts';
import { createServiceTime, type ServiceTime } from './service-time.ts';

let service: ServiceTime;
let lines: LineBody[];
let holds: number;
let isOpen: boolean;
let listeners: Set<() => void>;
const door = (open: boolean) => {
  isOpen = open;
  for (const listener of [...listeners]) listener();
};
const details = () =>
  lines.flatMap((line) => (line.kind === 'service' ? [`${line.action}: ${line.detail}`] : []));

beforeEach(async () => {
  lines = [];
  holds = 0;
  isOpen = true;
  listeners = new Set();
  service = createServiceTime({
    append: async (bodies) => void lines.push(...bodies),
    hold: () => {
      holds += 1;
      return () => {
        holds -= 1;
      };
    },
    log: silentLog,
    isDoorOpen: () => isOpen,
    sources: {
      onChange: (listener) => {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    },
  });
  await service.set(true, '100');
});

describe('service with the door open', () => {
  it('[OPR-14] goes on after a sign-out until the door is shut: hands may be inside', async () => {
    await service.over('100');
    door(true);
    expect([service.isOn(), holds]).toEqual([true, 1]);
    door(false);
    expect([service.isOn(), holds, listeners.size]).toEqual([false, 0, 0]);
    expect(details()).toEqual(['serve-on: nothing is sold', 'serve-off: signed out, door shut']);
  });

  it('[OPR-14] ends at once when somebody ends it, or signs out with the door shut', async () => {
    await service.over('100');
    await service.set(false, '200');
    expect([service.isOn(), holds, listeners.size]).toEqual([false, 0, 0]);
    await service.set(true, '200');
    door(false);
    expect(service.isOn()).toBe(true);
    await service.over('200');
    expect([service.isOn(), holds]).toEqual([false, 0]);
  });

  it('[OPR-14] waits for no door when the counter stops', async () => {
    await service.over('100');
    service.close();
    expect(listeners.size).toBe(0);
  });
});
