import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Db } from '@zhuangui/protocol/db/db.ts';
import { migrate } from '@zhuangui/protocol/db/migrate.ts';
import { openDb } from '@zhuangui/protocol/db/open-db.ts';
import type { Line, LineBody } from '@zhuangui/protocol/journal-lines.ts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { productView } from '../agent/slot-views.ts';
import { sampleLists, sampleNowMs } from '../gate/gate-samples.ts';
import { loadOpenRestocks } from '../planogram/open-restock.ts';
import { createPlanogram } from '../planogram/planogram.ts';
import { loadPlanogram, planogramMigrations, projectPlanogram } from '../planogram/planogram-store.ts';
import { silentLog } from '../platform/log.ts';
import { createRestockDesk } from './restock-desk.ts';
import { firstSession, samplePut } from './restock-rig.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'restock-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** One run of the agent over the file; `lines` goes on where the run before stopped. */
async function run(lines: LineBody[]) {
  const db: Db = await openDb({ engine: 'node:sqlite', path: join(folder, 'counter.db') });
  await migrate(db, planogramMigrations);
  const planogram = createPlanogram(await loadPlanogram(db), lines.length);
  const desk = createRestockDesk({
    async append(bodies) {
      const stamped = bodies.map(
        (body, at) => ({ seq: lines.length + at + 1, at: 1, up: 1, ...body }) as Line,
      );
      await db.transaction((tx) => projectPlanogram(tx, stamped));
      lines.push(...bodies);
      planogram.apply(stamped);
    },
    gate: {
      slot: (slot) => planogram.slot(slot),
      lists: () => sampleLists(),
      trustedNowMs: () => sampleNowMs,
      boardOnline: () => true,
      journalWritable: () => true,
    },
    planogram,
    moving: () => false,
    product: productView,
    unfinished: await loadOpenRestocks(db),
    photos: { keep: async () => ({ ok: false, problem: 'photo-format' }) },
    clock: { nowMs: () => sampleNowMs, monotonicMs: () => 0, setTimer: () => () => undefined },
    random: { hex: (length) => String(lines.length + 1).padStart(length * 2, '0'), fraction: () => 0 },
    log: silentLog,
  });
  return { db, desk, planogram };
}

it('[RST-3] a power cut during a session loses nothing, and the next session closes it', async () => {
  const lines: LineBody[] = [];
  const before = await run(lines);
  await before.desk.open('op');
  await before.desk.put(samplePut(), 'op');
  await before.desk.stock({ act: 'stock', slot: 1, found: 4, why: 'damaged' }, 'op');
  // The power goes: nobody closes anything but the file.
  await before.db.close();

  const after = await run(lines);
  expect(after.desk.view()).toBeNull();
  expect(after.planogram.slot(1)?.count).toBe(4);
  await after.desk.open('next');
  expect(lines.slice(3)).toMatchObject([
    { kind: 'restock-session', session: firstSession, state: 'closed', operator: 'op' },
    { kind: 'restock-session', state: 'opened', operator: 'next' },
  ]);
  expect(await loadOpenRestocks(after.db)).toMatchObject([{ operator: 'next' }]);
  await after.db.close();
});
