import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestPeople, rigActor, type TestPeople } from '../testing/open-test-people.ts';
import { exportAudit, listAudit, verifyAudit } from './audit-reads.ts';

let rig: TestPeople;
beforeEach(async () => {
  rig = await openTestPeople();
});
afterEach(() => rig.close());

const note = (object: string, detail = '') =>
  rig.people.audit.note({ actor: rigActor, action: 'counter.revoke', object, outcome: 'done', detail });

describe('audit log', () => {
  it('[AUD-1] an act that does not happen leaves no entry', async () => {
    const before = await rig.people.audit.head();
    const failed = rig.db.transaction(async (tx) => {
      await rig.people.audit.write(tx, { actor: rigActor, action: 'x', object: 'y', outcome: 'done' });
      throw new Error('the act failed');
    });
    await expect(failed).rejects.toThrow('the act failed');
    expect(await rig.people.audit.head()).toEqual(before);
  });

  it('[AUD-2] the store changes, replaces and removes nothing', async () => {
    await note('counter/c-1');
    const [row] = await rig.db.query<{ seq: number }>('SELECT max(seq) AS seq FROM audit_entry');
    const columns = 'seq, at, actor_kind, actor_id, actor_name, action, object, outcome, line, hash';
    for (const sql of [
      `UPDATE audit_entry SET outcome = 'refused' WHERE seq = ${row!.seq}`,
      `DELETE FROM audit_entry WHERE seq = ${row!.seq}`,
      `INSERT OR REPLACE INTO audit_entry (${columns}) SELECT ${columns} FROM audit_entry WHERE seq = ${row!.seq}`,
      `INSERT INTO audit_entry (${columns}) SELECT seq + 7, at, actor_kind, actor_id, actor_name, action, object, outcome, line, hash FROM audit_entry WHERE seq = ${row!.seq}`,
    ])
      await expect(rig.db.run(sql)).rejects.toThrow('append-only');
    expect(await verifyAudit(rig.db)).toMatchObject({ isWhole: true, entries: row!.seq });
  });

  it.each([
    ["UPDATE audit_entry SET line = replace(line, 'c-2', 'c-9') WHERE seq = 3", 3, 'hash'],
    ["UPDATE audit_entry SET outcome = 'refused' WHERE seq = 3", 3, 'columns'],
    ['DELETE FROM audit_entry WHERE seq = 3', 4, 'gap'],
  ] as const)('[AUD-3] whoever gets around the triggers is found: %s', async (sql, seq, why) => {
    for (const n of [1, 2, 3]) await note(`counter/c-${n}`);
    const { entries, head, isWhole } = await verifyAudit(rig.db);
    expect(isWhole).toBe(true);
    expect(await rig.people.audit.head()).toEqual({ seq: entries, hash: head });
    for (const trigger of ['no_update', 'no_delete']) await rig.db.run(`DROP TRIGGER audit_entry_${trigger}`);
    await rig.db.run(sql);
    expect(await verifyAudit(rig.db)).toMatchObject({ isWhole: false, broken: { seq, why } });
  });

  it('[AUD-2] takes any text, and goes on after a piece of a character', async () => {
    await note('\ud800', `\n=cmd()\u0000${'😀'.repeat(1500)}`);
    const { rows } = await listAudit(rig.db, { pageSize: 1 });
    expect(rows[0]!.detail.length).toBeLessThanOrEqual(2000);
    expect(await verifyAudit(rig.db)).toMatchObject({ isWhole: true });
  });

  it('[AUD-4] is narrowed by person, act, object, outcome and time, and exported in pieces', async () => {
    for (let n = 0; n < 5; n += 1) {
      rig.clock.now += 1000;
      await note(`counter/c-${n}`);
    }
    const to = rig.clock.now;
    const found = await listAudit(rig.db, {
      action: 'counter.revoke',
      fromMs: to - 2000,
      toMs: to,
      pageSize: 1,
    });
    expect(found).toMatchObject({ total: 2, rows: [{ object: 'counter/c-3' }] });
    expect((await listAudit(rig.db, { object: 'counter/c-1' })).total).toBe(1);
    expect((await listAudit(rig.db, { outcome: 'refused' })).total).toBe(0);
    expect((await listAudit(rig.db, { actor: 'somebody' })).total).toBe(0);
    expect((await listAudit(rig.db, { search: 'c-4', page: 2 })).rows).toEqual([]);
    const pieces = [];
    for await (const rows of exportAudit(rig.db, { action: 'counter.revoke' })) pieces.push(...rows);
    expect(pieces.map(({ object }) => object)).toEqual([0, 1, 2, 3, 4].map((n) => `counter/c-${n}`));
  });
});
