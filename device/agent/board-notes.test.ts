import type { LineBody } from '@zhuangui/protocol/journal-lines.ts';
import { expect, it } from 'vitest';
import type { BoardEvent } from '../board/board-types.ts';
import { boardMemoryOf } from './board-lines.ts';
import { BoardNotes } from './board-notes.ts';

const report = (selection: number, status: number) =>
  ({ type: 'selection-report', selection, status }) as BoardEvent;
const money: BoardEvent = { type: 'money-received', mode: 2, modeName: 'coin', amount: 100 };

function rig() {
  const disk: { refuses?: string | undefined; lines: LineBody[] } = { lines: [] };
  const notes = new BoardNotes(boardMemoryOf(new Map()), async (lines) => {
    if (disk.refuses) throw Object.assign(new Error(disk.refuses), { code: disk.refuses });
    disk.lines.push(...lines);
  });
  const hear = async (...events: BoardEvent[]) => {
    for (const event of events) if (notes.hear(event)) await notes.write().catch(() => undefined);
  };
  return { disk, notes, hear };
}

it('[JRN-13] a fault that found the disk full is written when there is room, once', async () => {
  const { disk, notes, hear } = rig();
  disk.refuses = 'full';
  await hear(report(3, 5), money, { type: 'door', isOpen: true, raw: 1 });
  expect(notes.isBehind).toBe(true);
  disk.refuses = undefined;
  await notes.write();
  expect(disk.lines).toMatchObject([
    { code: 'slot-3', active: true },
    { code: 'money-outside-order' },
    { kind: 'door', open: true },
  ]);
  await hear(report(3, 5), { type: 'door', isOpen: true, raw: 1 });
  expect(disk.lines).toHaveLength(3);
});

it('[JRN-13] of a level only the newest report waits, money one by one, and nothing for ever', async () => {
  const { disk, notes, hear } = rig();
  disk.refuses = 'full';
  for (let turn = 0; turn < 50; turn += 1) await hear(report(3, 5), report(3, 0), report(4, 6));
  await hear(money, money);
  disk.refuses = undefined;
  await notes.write();
  expect(disk.lines).toMatchObject([
    { code: 'slot-4', active: true },
    { code: 'money-outside-order' },
    { code: 'money-outside-order' },
  ]);
  disk.refuses = 'invalid';
  await hear(money);
  expect(notes.isBehind).toBe(false);
});

it('[JRN-13] two writes at once write nothing twice', async () => {
  const { disk, notes } = rig();
  notes.hear(money);
  await Promise.all([notes.write(), notes.write()]);
  expect(disk.lines).toHaveLength(1);
});
