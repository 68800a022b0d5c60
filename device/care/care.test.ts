import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Db, Queries } from '@zhuangui/protocol/db/db.ts';
import { migrate } from '@zhuangui/protocol/db/migrate.ts';
import { openDb } from '@zhuangui/protocol/db/open-db.ts';
import { type Line, type LineBody, lineMessage } from '@zhuangui/protocol/journal-lines.ts';
import { defaultSettings } from '@zhuangui/protocol/settings.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BoardEvent } from '../board/board-types.ts';
import type { Clock } from '../platform/clock.ts';
import { silentLog } from '../platform/log.ts';
import { type Care, type CareParts, type CareSlot, createCare } from './care.ts';
import { careMigrations, loadCare, projectCare, replayCare } from './care-store.ts';
import type { Space } from './storage-watch.ts';

const minute = 60_000;
const startMs = 1_780_000_000_000;

class HandClock implements Clock {
  wall = startMs;
  mono = 1_000;
  nowMs = () => this.wall;
  monotonicMs = () => this.mono;
  setTimer = () => () => {};
  pass(ms: number): void {
    this.wall += ms;
    this.mono += ms;
  }
}

let folder: string;
let db: Db;
let clock: HandClock;
let lines: Line[];
let slots: CareSlot[];
let space: Space | undefined;
let full: boolean;
let care: Care;
let link: { connected: boolean; sinceMs: number };
const cold = { maxC: 8, forS: 1800, slots: [] as number[] };
const settings = { ...defaultSettings, coldChain: cold as typeof cold | null };

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'care-'));
  db = await openDb({ engine: 'node:sqlite', path: join(folder, 'x.db') });
  await migrate(db, careMigrations, 'care');
  clock = new HandClock();
  lines = [];
  slots = [1, 2].map((slot) => ({ slot, entry: `NM${slot}`, lot: 'L1', count: 5 }));
  space = { freeBytes: 1e9, totalBytes: 2e9 };
  full = false;
  link = { connected: true, sinceMs: startMs };
  settings.coldChain = cold;
  await open();
});
afterEach(async () => {
  await db.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What the journal does: numbers, checks, projects in one transaction, tells. */
async function append(bodies: readonly LineBody[], also: (tx: Queries) => Promise<void> = async () => {}) {
  if (full) throw new Error('the disk is full');
  const written = bodies.map((body, index) => {
    const line = { seq: lines.length + index + 1, at: clock.wall, up: clock.mono, ...body } as Line;
    expect(lineMessage(line.kind).check(line)).toMatchObject({ ok: true });
    return line;
  });
  await db.transaction(async (tx) => {
    await projectCare(tx, written);
    await also(tx);
  });
  lines.push(...written);
  care.committed(written);
}

async function open(change: Partial<CareParts> = {}) {
  care = createCare({
    clock,
    log: silentLog,
    stored: await loadCare(db),
    settings: () => settings,
    slots: () => slots,
    link: () => link,
    timeFloor: () => startMs - 5,
    reserveOk: () => true,
    probes: { space: async () => space, mains: async () => null, signalDbm: async () => -60 },
    append,
    db,
    ...change,
  });
}

const reading = (celsius: number | null): BoardEvent => ({
  type: 'temperature',
  temperature: celsius,
  temperatures: [celsius, null],
});
/** Reads once a minute. */
async function read(celsius: number | null, minutes: number) {
  for (let count = 0; count < minutes; count += 1) {
    care.hear(reading(celsius));
    await care.look();
    clock.pass(minute);
  }
}
async function off(ms: number) {
  await care.stop();
  clock.pass(ms);
  clock.mono = 1_000;
  await open();
}
const warmSlots = () => [1, 2].filter((slot) => care.tooWarm(slot));
const faultLines = () =>
  lines.flatMap((line) => (line.kind === 'fault' ? [`${line.code}:${line.active}`] : []));
const restock = (change: object) => ({
  kind: 'restock' as const,
  slot: 1,
  entry: 'NM1',
  lot: 'L1',
  madeOn: '2026-01-01',
  bestBefore: '2026-12-01',
  count: 5,
  capacity: 9,
  priceFen: 100,
  operator: '1001',
  ...change,
});

describe('care: cold chain', () => {
  it('[CARE-1] takes goods out of sale after the time, with their entry and lot, and not when it is cold again', async () => {
    await read(5, 1);
    await read(10, 28);
    expect(warmSlots()).toEqual([]);
    await read(10, 3);
    expect(warmSlots()).toEqual([1, 2]);
    const goods = { slot: 2, entry: 'NM2', lot: 'L1' };
    expect(lines.filter(({ kind }) => kind === 'fault')).toMatchObject([
      { code: 'temperature-high', active: true },
      { code: 'cold-chain-1', active: true },
      { code: 'cold-chain-2', active: true, goods },
    ]);
    await read(3, 60);
    expect(warmSlots()).toEqual([1, 2]);
    expect(care.temperature()).toMatchObject({ nowC: 3, warmSlots: [1, 2], coldChain: { aboveForMs: 0 } });
    expect(lines.filter(({ kind }) => kind === 'temperature')).toMatchObject([
      { alarm: true },
      { alarm: false },
    ]);
  });

  it('[CARE-1] is about the slots it names, and only about goods that are there', async () => {
    settings.coldChain = { ...cold, slots: [2] };
    await read(10, 33);
    expect(warmSlots()).toEqual([2]);
    settings.coldChain = cold;
    slots[0]!.count = 0;
    await read(10, 2);
    expect(faultLines()).not.toContain('cold-chain-1:true');
  });

  it('[CARE-2] the warmest cabinet speaks for all', async () => {
    for (let count = 0; count < 32; count += 1) {
      care.hear({ type: 'temperature', temperature: 4, temperatures: [4, 12, null] });
      await care.look();
      clock.pass(minute);
    }
    expect(warmSlots()).toEqual([1, 2]);
  });

  it('[CARE-2, CARE-5] time switched off counts, over several starts', async () => {
    await read(5, 2);
    await off(20 * minute);
    await read(10, 2);
    expect(warmSlots()).toEqual([]);
    await off(10 * minute);
    await read(10, 1);
    expect(warmSlots()).toEqual([1, 2]);
  });

  it('[CARE-2] a start without a reading does not make the time off shorter', async () => {
    await read(5, 2);
    await off(40 * minute);
    await care.look();
    await off(minute);
    await read(5, 1);
    expect(warmSlots()).toEqual([]);
    await off(40 * minute);
    await care.look();
    await off(minute);
    await read(10, 1);
    expect(warmSlots()).toEqual([1, 2]);
  });

  it('[CARE-3] silence is a warning and no refusal; a reported sensor fault is silence', async () => {
    const answer = { name: 'menu-reply', menuType: 0x36, operation: 0, fault: 7, faultName: 'sensor-fault' };
    care.hear({ type: 'message', message: answer as never });
    await read(40, 60);
    expect(warmSlots()).toEqual([]);
    expect(faultLines()).toEqual(['temperature-sensor:true', 'temperature-unread:true']);
  });

  it.each([
    ['the slot is emptied', [restock({ count: 0, added: 0 })]],
    [
      'it is found empty',
      [
        {
          kind: 'stock',
          slot: 1,
          entry: 'NM1',
          lot: 'L1',
          expected: 5,
          found: 0,
          why: 'damaged',
          operator: '1',
        },
      ],
    ],
    ['another lot stands there alone', [restock({ lot: 'L2', added: 5 })]],
  ])('[CARE-4] ends when %s', async (_what, bodies) => {
    await read(10, 32);
    await read(3, 3);
    await append(bodies as LineBody[]);
    expect(warmSlots()).toEqual([2]);
    await care.look();
    expect(faultLines().at(-1)).toBe('cold-chain-1:false');
    await off(minute);
    expect(warmSlots()).toEqual([2]);
  });

  it.each([
    ['more of the same lot comes', restock({ count: 8, added: 3 })],
    ['the same lot is put in again', restock({ added: 5 })],
    ['another lot comes beside it', restock({ lot: 'L2', count: 8, added: 3 })],
    [
      'something is found in it',
      {
        kind: 'stock',
        slot: 1,
        entry: 'NM1',
        lot: 'L1',
        expected: 5,
        found: 4,
        why: 'damaged',
        operator: '1',
      },
    ],
  ])('[CARE-4] does not end when %s', async (_what, body) => {
    await read(10, 32);
    await append([body as LineBody]);
    expect(warmSlots()).toEqual([1, 2]);
  });

  it('[CARE-4] fresh goods in a machine that is still warm have their own time', async () => {
    await read(10, 32);
    await append([restock({ lot: 'L2', added: 5 })]);
    await read(10, 20);
    expect(warmSlots()).toEqual([2]);
    slots[0]!.lot = 'L2';
    await read(10, 12);
    expect(warmSlots()).toEqual([1, 2]);
  });

  it('[CARE-5] holds on a full disk, and is written when there is room again', async () => {
    full = true;
    await read(10, 32);
    expect([warmSlots(), faultLines()]).toEqual([[1, 2], []]);
    await read(3, 5);
    expect(warmSlots()).toEqual([1, 2]);
    full = false;
    await care.look();
    expect(faultLines()).toEqual(['cold-chain-1:true', 'cold-chain-2:true']);
  });

  it('[CARE-5] survives a restart, and a journal that is set aside; a fork does not', async () => {
    await read(10, 32);
    await append([{ kind: 'fault', code: 'journal-fork', active: true, detail: 'another history' }]);
    await off(minute);
    expect(warmSlots()).toEqual([1, 2]);
    await db.transaction(async (tx) => {
      await replayCare(tx, lines.slice(0, 2));
      await replayCare(tx, lines.slice(2));
    });
    await open();
    expect(warmSlots()).toEqual([1, 2]);
    expect(care.faults().map(({ code }) => code)).not.toContain('journal-fork');
  });
});

describe('care: alarms', () => {
  it('[CARE-6, CARE-7] door and link are held, shown since when, and end', async () => {
    settings.coldChain = null;
    care.hear({ type: 'door', isOpen: true, raw: 1 });
    link = { connected: false, sinceMs: clock.wall };
    for (let count = 0; count < 17; count += 1) {
      await care.look();
      clock.pass(minute);
    }
    expect(faultLines()).toEqual(['door-open:true', 'link-away:true']);
    await off(minute);
    expect(care.faults()).toMatchObject([
      { code: 'door-open', since: startMs + minute, severity: 'warning' },
      { code: 'link-away', since: startMs + 15 * minute },
    ]);
    link.connected = true;
    await care.look();
    clock.pass(minute);
    await care.look();
    expect(faultLines().slice(2)).toEqual(['door-open:false', 'link-away:false']);
  });

  it('[CARE-8] too little space or no reserve ends new sales at once, the alarm follows', async () => {
    space = { freeBytes: 1e6, totalBytes: 2e9 };
    await care.look();
    expect([care.storageLow(), faultLines()]).toEqual([true, []]);
    clock.pass(minute);
    await care.look();
    expect(faultLines()).toEqual(['storage-low:true']);
    space = { freeBytes: 1e9, totalBytes: 2e9 };
    await care.look();
    expect(care.storage()).toEqual({ freeBytes: 1e9, totalBytes: 2e9, low: false });
    await open({ reserveOk: () => false });
    expect(care.storageLow()).toBe(true);
  });

  it('[CARE-9] a clock jump is one line with the floor, written later when it cannot be now', async () => {
    await care.look();
    clock.wall += 86_400_000;
    full = true;
    await care.look();
    full = false;
    clock.pass(5_000);
    await care.look();
    await care.look();
    expect(lines.filter(({ kind }) => kind === 'clock')).toMatchObject([
      { jumpMs: 86_400_000, timeFloor: startMs - 5 },
    ]);
    expect(care.clockJumps()).toBe(1);
  });

  it('[CARE-9] a clock beside the hub’s is an alarm', async () => {
    care.hubTime(clock.wall + 10 * minute);
    await care.look();
    clock.pass(minute);
    await care.look();
    expect(faultLines()).toEqual(['clock-skew:true']);
  });

  it('[CARE-6] further causes are held like its own', async () => {
    let causes = [{ code: 'coin-acceptor', detail: 'it does not answer' }];
    await open({ extra: { codes: ['coin-acceptor'], causes: () => causes } });
    await care.look();
    clock.pass(minute);
    await care.look();
    causes = [];
    await care.look();
    clock.pass(minute);
    await care.look();
    expect(faultLines()).toEqual(['coin-acceptor:true', 'coin-acceptor:false']);
  });
});
