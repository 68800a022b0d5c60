// Somebody copies a counter's disk and runs the copy beside it: one identity, one journal, two machines.

import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openRig } from './rig/rig.ts';
import { prepareTemplate, type Template } from './rig/template.ts';

const timeout = 120_000;
const patience = { timeout: 60_000, interval: 100 };
let template: Template;

beforeAll(async () => {
  template = await prepareTemplate();
});
afterAll(() => template?.remove());

describe('a cloned counter', () => {
  it('[LED-4] [LINK-5] [BRK-8] is noticed, kept as evidence, stops selling, and adds nothing to the totals', {
    timeout,
  }, async () => {
    const rig = await openRig(template);
    const { ledger } = rig.hub.hub;
    try {
      await rig.sell([1]);
      await rig.settle();
      const startClone = await rig.cloneCounter();
      await rig.settle(({ outOfService }) => outOfService === null);
      await rig.sell([2]);
      await rig.settle();
      const before = await ledger.totals();
      expect(before).toMatchObject({ sales: 2 });

      const clone = await startClone();
      await vi.waitFor(async () => {
        expect((await clone.status()).outOfService).toBe('journal-fork');
        expect((await rig.counter().status()).outOfService).toBe('journal-fork');
      }, patience);
      // Neither writes anything more into the ledger, whatever happens to it.
      expect(await clone.order([3])).toMatchObject({ accepted: false });
      expect(await rig.sell([3])).toMatchObject({ accepted: false });

      const cases = await ledger.cases();
      expect(cases).toContainEqual(expect.objectContaining({ kind: 'fork', counter: 'counter-150102-0001' }));
      await vi.waitFor(
        () => expect(rig.hub.presence.map(({ kind }) => kind)).toContain('clone-suspected'),
        patience,
      );
      expect(await ledger.positions()).toMatchObject([{ frozen: true }]);
      expect(await ledger.totals()).toEqual(before);
      expect(await ledger.salesSince(0)).toHaveLength(2);

      await clone.stop();
      await rig.counter().stop();
      await rig.hub.stop();
      const db = new DatabaseSync(join(rig.folder, '..', 'hub', 'hub.db'), { readOnly: true });
      const evidence = db
        .prepare('SELECT held_hash, offered_hash, length(payload) AS size FROM fork_evidence')
        .all();
      db.close();
      expect(evidence.length).toBeGreaterThanOrEqual(1);
      for (const { held_hash: held, offered_hash: offered, size } of evidence) {
        expect(held).not.toBe(offered);
        expect(Number(size)).toBeGreaterThan(50);
      }
    } finally {
      await rig.stop();
    }
  });
});
