// The cabinet's driver and the simulated cabinet over one line: doors, scales, hands.

import { migrate } from '@zhuangui/protocol/db/migrate.ts';
import { openDb } from '@zhuangui/protocol/db/open-db.ts';
import type { Line, LineBody } from '@zhuangui/protocol/journal-lines.ts';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createBoard } from '../../device/board/board-runner.ts';
import { createCabinet } from '../../device/cabinet/cabinet.ts';
import { cabinetMigrations, projectVisits } from '../../device/cabinet/visit-store.ts';
import { systemClock } from '../../device/platform/clock.ts';
import { silentLog } from '../../device/platform/log.ts';
import { createBoardSim } from '../../simulators/board/board-sim.ts';
import * as words from '../../simulators/board/scenario-words.ts';
import { createVirtualWire } from '../../simulators/board/virtual-port.ts';

const left = { cabinet: 0, door: 'left' as const };
const doors = [
  { ...left, slots: [1, 2] },
  { cabinet: 0, door: 'right' as const, slots: [3] },
];
const order = `o${'a'.repeat(24)}`;
const item = (number: number, slot: number) => ({ item: number, slot, entry: 'E', lot: 'L' });

async function joined(hasScales = true) {
  const wire = createVirtualWire();
  const slots = [1, 2, 3].map((selection) => ({
    selection,
    inventory: 8,
    capacity: 20,
    unitGrams: selection * 100,
  }));
  const sim = createBoardSim({ slots, transport: wire, pollMs: 60, bootMs: 50, doors });
  const board = createBoard({
    openPort: async () => wire.open(),
    clock: systemClock(),
    log: silentLog,
    config: { slotListQuietMs: 200, reopenMinMs: 20 },
  });
  const db = await openDb({ engine: 'node:sqlite', path: ':memory:' });
  await migrate(db, cabinetMigrations);
  const lines: LineBody[] = [];
  const build = () =>
    createCabinet({
      doors,
      board,
      db,
      clock: systemClock(),
      log: silentLog,
      hasScales,
      stockOf: () => ({ entry: 'E', lot: 'L', count: 8 }),
      async append(bodies) {
        lines.push(...bodies);
        await projectVisits(db, bodies as Line[]);
      },
      times: {
        relockS: 2,
        openMaxMs: 2000,
        answerMs: 2000,
        askEveryMs: 80,
        idleAskEveryMs: 150,
        restMs: 20,
        weighings: 2,
      },
    });
  await sim.start();
  board.start();
  await vi.waitFor(() => expect(board.status().synced).toBe(true), { timeout: 8000 });
  const cabinet = build();
  const opened = [cabinet];
  onTestFinished(async () => {
    for (const one of opened) one.close();
    await board.stop();
    await sim.stop();
    await db.close();
  });
  await vi.waitFor(() => expect(cabinet.anyOpen()).toBe(false), { timeout: 5000 });
  const kinds = () => lines.map((line) => ('event' in line ? `${line.kind} ${line.event}` : line.kind));
  const again = () => {
    const next = build();
    opened.push(next);
    return next;
  };
  return { sim, cabinet, lines, kinds, again };
}
const isOpen = (cabinet: { phase(): string | undefined }) =>
  vi.waitFor(() => expect(cabinet.phase()).toBe('open'), { timeout: 5000 });
const took = ({ results }: { results: readonly { item: number; report: string }[] }) =>
  Object.fromEntries(results.map(({ item: number, report }) => [number, report]));

describe('[SIM-17] the cabinet and the simulated cabinet understand each other', () => {
  it('[CAB-1, CAB-3] weighs, announces, unlocks, and settles what was taken', async () => {
    const { sim, cabinet, lines, kinds } = await joined();
    const visit = cabinet.open(order, [item(1, 1), item(2, 1), item(3, 2)]);
    await isOpen(cabinet);
    expect(kinds().slice(0, 2)).toEqual(['weights', 'cabinet-door unlocking']);
    await sim.apply(words.pullDoor(left));
    await sim.apply(words.takeFrom(1, 1));
    await sim.apply(words.takeFrom(2, 1));
    await sim.apply(words.shutDoor(left));
    expect(took(await visit)).toEqual({ 1: 'delivered', 2: 'not-delivered', 3: 'delivered' });
    await vi.waitFor(() => expect(kinds()).toContain('cabinet-door locked'));
    expect(kinds()).toContain('cabinet-door opened');
    expect(lines.filter((line) => line.kind === 'ticket')).toEqual([]);
    expect(sim.violations()).toEqual([]);
  });

  it('[CAB-6] books what nobody paid for out, with a ticket', async () => {
    const { sim, cabinet } = await joined();
    const visit = cabinet.open(order, [item(1, 2)]);
    await isOpen(cabinet);
    await sim.apply(words.pullDoor(left));
    await sim.apply(words.takeFrom(2, 3));
    await sim.apply(words.takeFrom(1, -1));
    await sim.apply(words.shutDoor(left));
    const { notes, ...report } = await visit;
    expect(took(report)).toEqual({ 1: 'delivered' });
    expect(notes).toContainEqual(expect.objectContaining({ kind: 'ticket', code: 'taken-unpaid', slot: 2 }));
    expect(notes).toContainEqual(
      expect.objectContaining({ kind: 'stock', slot: 2, expected: 7, found: 5, why: 'taken-unpaid' }),
    );
    expect(notes).toContainEqual(
      expect.objectContaining({ kind: 'ticket', code: 'cabinet-weight', slot: 1 }),
    );
  });

  it('[CAB-8] a door nobody opens is locked again, and nothing was taken', async () => {
    const { cabinet } = await joined();
    expect(took(await cabinet.open(order, [item(1, 3)]))).toEqual({ 1: 'not-delivered' });
  });

  it('[CAB-8] weighs with an open door after a while, and says so', async () => {
    const { sim, cabinet } = await joined();
    const visit = cabinet.open(order, [item(1, 1)]);
    await isOpen(cabinet);
    await sim.apply(words.pullDoor(left));
    await sim.apply(words.takeFrom(1, 1));
    const { notes } = await visit;
    expect(notes).toContainEqual(expect.objectContaining({ code: 'cabinet-door-left-open' }));
    expect(cabinet.anyOpen()).toBe(true);
    expect(took(await cabinet.open(`o${'b'.repeat(24)}`, [item(1, 1)]))).toEqual({ 1: 'not-delivered' });
  }, 20_000);

  it('[CAB-5] does not unlock what it cannot weigh, and a lock that fails took nothing', async () => {
    const { sim, cabinet, kinds } = await joined();
    await sim.apply(words.scaleFault(1));
    expect(took(await cabinet.open(order, [item(1, 1)]))).toEqual({ 1: 'not-delivered' });
    expect(kinds()).toEqual([]);
    await sim.apply(words.heal());
    await sim.apply(words.lockFault(left));
    expect(took(await cabinet.open(order, [item(1, 1)]))).toEqual({ 1: 'not-delivered' });
    expect(kinds()).toContain('cabinet-door unlock-failed');
  });

  it('[CAB-4] after a restart weighs against what was weighed before, and opens nothing', async () => {
    const { sim, cabinet, again, kinds } = await joined();
    void cabinet.open(order, [item(1, 1), item(2, 2)]);
    await isOpen(cabinet);
    await sim.apply(words.pullDoor(left));
    await sim.apply(words.takeFrom(2, 1));
    cabinet.close();
    const next = again();
    const settling = next.settle(order, [item(1, 1), item(2, 2)]);
    await sim.apply(words.shutDoor(left));
    expect(took(await settling)).toEqual({ 1: 'not-delivered', 2: 'delivered' });
    const other = `o${'c'.repeat(24)}`;
    expect(took(await next.settle(other, [item(1, 1)]))).toEqual({ 1: 'not-delivered' });
    expect(kinds().filter((kind) => kind === 'cabinet-door unlocking')).toHaveLength(1);
  });

  it('[CAB-9] without scales an opened door delivered what was paid for, an unopened one did not, a restart cannot say', async () => {
    const { sim, cabinet, again } = await joined(false);
    await sim.apply(words.scaleFault(1));
    expect(took(await cabinet.open(order, [item(1, 1)]))).toEqual({ 1: 'not-delivered' });
    const visit = cabinet.open(order, [item(1, 1), item(2, 2)]);
    await isOpen(cabinet);
    await sim.apply(words.pullDoor(left));
    await vi.waitFor(() => expect(cabinet.doors()[0]?.state).toBe('open'));
    await sim.apply(words.shutDoor(left));
    expect(took(await visit)).toEqual({ 1: 'delivered', 2: 'delivered' });
    cabinet.close();
    expect(took(await again().settle(order, [item(1, 1)]))).toEqual({ 1: 'none' });
  }, 20_000);

  it('[CAB-7] an operator opens a door; one that is forced is a ticket', async () => {
    const { sim, cabinet, kinds, lines } = await joined();
    const visit = cabinet.openFor(0, 'left', '1007');
    await isOpen(cabinet);
    expect(await cabinet.openFor(0, 'right', '1007')).toMatchObject({ ok: false, code: 'not-now' });
    await sim.apply(words.pullDoor(left));
    await sim.apply(words.takeFrom(1, -4));
    await sim.apply(words.shutDoor(left));
    expect(await visit).toEqual({ ok: true });
    expect(lines.filter((line) => line.kind === 'cabinet-door')).toMatchObject([
      { event: 'unlocking', operator: '1007' },
      { event: 'opened', operator: '1007' },
      { event: 'locked', operator: '1007' },
    ]);
    expect(lines.filter((line) => line.kind === 'ticket')).toEqual([]);
    await sim.apply(words.pullDoor({ cabinet: 0, door: 'right' }, true));
    await vi.waitFor(() => expect(kinds()).toContain('ticket'), { timeout: 5000 });
    expect(lines.at(-1)).toMatchObject({ code: 'cabinet-door-forced' });
  });
});
