import type { Db } from '@zhuangui/protocol/db/db.ts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { emptyDraft } from '../ledger/group-draft.ts';
import { openHubStore } from '../store/open-hub-store.ts';
import { alarmSchema } from './alarm-schema.ts';
import { readConditions } from './alarm-store.ts';
import { createConditionProjection } from './condition-projection.ts';

let db: Db;
beforeEach(async () => {
  db = await openHubStore({ path: ':memory:', engine: 'node:sqlite', schemas: [alarmSchema] });
});
afterEach(() => db.close());

const project = createConditionProjection();
const doorLine = (seq: number) => ({ kind: 'door', open: true, seq, at: 1, up: seq }) as never;

/** Lines from `from` on of the journal with this key; `andThen` runs in the same transaction. */
const write = (key: number, from: number, hasDoor: boolean, andThen = async () => {}) =>
  db.transaction(async (tx) => {
    const draft = emptyDraft();
    if (hasDoor) draft.others.push({ key, counter: 'c-1', journal: `j${key}`, line: doorLine(from) });
    const part = { key, counter: 'c-1', journal: `j${key}`, from, to: from };
    await project(tx, { parts: [part], draft, committedAtMs: 1 });
    await andThen();
  });
const codes = async () => (await readConditions(db)).map(({ code }) => code);

it('[ALM-2] a group that is rolled back ends nothing and is not remembered: sent again it ends the old journal', async () => {
  await write(3, 1, true);
  const broken = write(4, 1, false, async () => {
    throw new Error('disk full');
  });
  await expect(broken).rejects.toThrow('disk full');
  expect(await codes()).toEqual(['door']);
  await write(4, 1, false);
  expect(await codes()).toEqual([]);
});

it('[ALM-2] a journal that goes on ends nothing, also after a restart of the hub', async () => {
  await write(3, 1, true);
  await write(3, 2, false);
  await write(4, 7, false);
  expect(await codes()).toEqual(['door']);
});
