import { migrate } from '@zhuangui/protocol/db/migrate.ts';
import { openDb } from '@zhuangui/protocol/db/open-db.ts';
import { parseLeaf } from '@zhuangui/protocol/tlog/leaves.ts';
import { expect, it } from 'vitest';
import { memorySigner } from '../catalog/keys.ts';
import { silentLog } from '../platform/log.ts';
import { writeDailyHeads } from './daily-heads.ts';
import { currentEpoch, readLeaves } from './log-store.ts';
import { openTransparency, signedHead } from './transparency.ts';
import { transparencySchema } from './transparency-schema.ts';

const dayMs = 86_400_000;

it('[TLOG-5] once a day every journal that moved, and the audit log; an interrupted day is ended, an ended one left alone', async () => {
  const db = await openDb({ engine: 'node:sqlite', path: ':memory:' });
  await migrate(db, transparencySchema.migrations, 'transparency');
  let nowMs = Date.UTC(2027, 0, 15, 3);
  const clock = { nowMs: () => nowMs, monotonicMs: () => 0, setTimer: () => () => {} };
  const transparency = await openTransparency({
    db,
    signer: memorySigner(),
    name: 'hub.test',
    clock,
    log: silentLog,
  });
  const journals = Array.from({ length: 1200 }, (_, at) => ({
    key: at + 1,
    counter: `c-${String(at).padStart(4, '0')}`,
    journal: `j${String(at).padStart(16, '0')}`,
    seq: 5,
    hash: 'ab'.repeat(32),
    sig: 'c2ln',
  }));
  let isFailing = true;
  const parts = {
    db,
    reader: db,
    transparency,
    clock,
    log: silentLog,
    auditHead: async () => ({ seq: 7, hash: 'cd'.repeat(32) }),
    async heads(after: number, limit: number) {
      if (isFailing && after >= 500) throw new Error('cut off');
      return journals.filter(({ key }) => key > after).slice(0, limit);
    },
  };
  const leavesOf = async (type: string) => {
    const { epoch } = (await currentEpoch(db))!;
    const leaves = await readLeaves(db, epoch, 0, 10_000);
    return leaves.filter((leaf) => leaf.type === type).map(({ bytes }) => parseLeaf(bytes)!);
  };
  await expect(writeDailyHeads(parts)).rejects.toThrow('cut off');
  isFailing = false;
  expect(await writeDailyHeads(parts)).toBe(701);
  expect(await leavesOf('head')).toHaveLength(1200);
  expect(await leavesOf('audit')).toEqual([
    { v: 1, at: nowMs, type: 'audit', day: '2027-01-15', seq: 7, hash: 'cd'.repeat(32) },
  ]);
  expect(await writeDailyHeads(parts)).toBe(0);
  nowMs += dayMs;
  journals[3] = { ...journals[3]!, seq: 9 };
  expect(await writeDailyHeads(parts)).toBe(2);
  expect((await leavesOf('head')).at(-1)).toMatchObject({ day: '2027-01-16', counter: 'c-0003', seq: 9 });
  expect((await signedHead(db, 1))!.size).toBe(1 + 1200 + 1 + 2);
  await transparency.close();
  await db.close();
});
