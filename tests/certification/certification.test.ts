// Certification from the first draft to what a release may carry.
import { startOfDay } from '@zhuangui/protocol/days.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  approve,
  type CertificationRig,
  contentOf,
  creditCodeOf,
  handedIn,
  nationallyPassed,
  openCertificationRig,
  pdf,
  people,
  regionCertified,
  resultFile,
  sendBack,
  supplierBody,
} from './certification-rig.ts';

let rig: CertificationRig;
beforeEach(async () => {
  rig = await openCertificationRig();
});
afterEach(() => rig.close());

const stateOf = async (id: string) => (await rig.certification.applications.find(id))?.state;
const refusal = (reason: string) => expect.objectContaining({ reason });
const afterCutOff = startOfDay('2020-11-20') + 1;
const dayMs = 86_400_000;

async function published(n = 1): Promise<string> {
  const id = await regionCertified(rig, n);
  rig.clock.set(afterCutOff);
  await nationallyPassed(rig, '2020-11', [{ application: id, certificate: `FP-${n}` }]);
  rig.clock.set(afterCutOff + 6 * dayMs);
  await rig.certification.publicity.publish(people.liaison, '2020-11');
  return id;
}

describe('certification', () => {
  it('[CERT-2] [CERT-16] goes through four levels, and only then is there an entry to release', async () => {
    const id = await regionCertified(rig);
    expect(await rig.certification.publishableEntries()).toEqual([]);
    rig.clock.set(afterCutOff);
    const report = await nationallyPassed(rig, '2020-11', [{ application: id, certificate: 'FP-1' }]);
    expect(report).toMatchObject({ passed: 1, wrong: [], applied: true });
    expect(await stateOf(id)).toBe('in-publicity');
    expect(await rig.certification.publishableEntries()).toEqual([]);
    rig.clock.set(afterCutOff + 6 * dayMs);
    await rig.certification.publicity.publish(people.liaison, '2020-11');
    const [one] = await rig.certification.publishableEntries();
    expect(one).toMatchObject({
      application: id,
      entry: { id: 'FP-1', origin: { banner: '150430', league: '150400', name: '敖汉旗' } },
      approvals: [
        { level: 'banner', person: 'banner', role: 'banner-reviewer', regionCode: '150430' },
        { level: 'league', person: 'league', regionCode: '150400' },
        { level: 'region', person: 'region', regionCode: '150000' },
        { level: 'national', person: 'liaison' },
      ],
      replaces: null,
    });
    await rig.db.transaction((tx) => rig.certification.markReleased(tx, ['FP-1', 'FP-other'], 7));
    expect(await rig.certification.publishableEntries()).toMatchObject([{ releasedVersion: 7 }]);
  });

  it('[CERT-2] skips no level', async () => {
    const id = await handedIn(rig);
    await expect(approve(rig, id, 'league', people.league)).rejects.toEqual(refusal('not-this-level'));
    await expect(approve(rig, id, 'region', people.region)).rejects.toEqual(refusal('not-this-level'));
    await expect(rig.db.run("UPDATE application SET state = 'published' WHERE id = ?", [id])).rejects.toThrow(
      'a level is missing',
    );
  });

  it('[CERT-1] a token, a machine, another banner, another role decide nothing', async () => {
    const id = await handedIn(rig);
    const robot = { ...people.banner, kind: 'token' as const };
    await expect(approve(rig, id, 'banner', robot)).rejects.toEqual(refusal('person-needed'));
    await expect(approve(rig, id, 'banner', people.strangerBanner)).rejects.toEqual(refusal('outside'));
    await expect(approve(rig, id, 'banner', people.league)).rejects.toEqual(refusal('outside'));
    await expect(approve(rig, id, 'banner', people.admin)).rejects.toEqual(refusal('outside'));
    expect(await rig.certification.decisions.of(id)).toEqual([]);
  });

  it('[CERT-7] one person once per application, whatever roles they hold; never who wrote it', async () => {
    const id = await handedIn(rig);
    await expect(approve(rig, id, 'banner', people.clerk)).rejects.toEqual(refusal('wrote-it'));
    const many = {
      ...people.banner,
      grants: [...people.banner.grants, ...people.league.grants, ...people.region.grants],
    };
    await approve(rig, id, 'banner', many);
    await expect(approve(rig, id, 'league', many)).rejects.toEqual(refusal('acted-before'));
    await sendBack(rig, id, 'league', people.league);
    await rig.certification.applications.submit(people.clerk, id);
    await expect(approve(rig, id, 'banner', many)).rejects.toEqual(refusal('acted-before'));
    await approve(rig, id, 'banner', people.banner2);
    await expect(approve(rig, id, 'league', people.league)).rejects.toEqual(refusal('acted-before'));
  });

  it('[CERT-7] the database itself refuses a second act, a foreign version and any change of a decision', async () => {
    const id = await handedIn(rig);
    await approve(rig, id, 'banner', people.banner);
    const insert = (level: string, who: string, hash: string) =>
      rig.db.run(
        `INSERT INTO application_decision (application, version_hash, level, region_code, person, person_kind,
           person_name, role, decision, reason, ticked, at)
         VALUES (?, ?, ?, '150400', ?, 'person', 'x', 'x', 'approve', '', '[]', 1)`,
        [id, hash, level, who],
      );
    const hash = (await rig.certification.applications.find(id))!.versionHash;
    await expect(insert('league', 'banner', hash)).rejects.toMatchObject({ code: 'constraint' });
    await expect(insert('league', 'clerk', hash)).rejects.toThrow('does not decide');
    await expect(insert('region', 'x', hash)).rejects.toThrow('not this level');
    await expect(rig.db.run("UPDATE application_decision SET person = 'x'")).rejects.toThrow('append-only');
    await expect(rig.db.run('DELETE FROM application_step')).rejects.toThrow('append-only');
  });

  it('[CERT-7] two people at once: one wins, the other is told', async () => {
    const id = await handedIn(rig);
    const both = await Promise.allSettled([
      approve(rig, id, 'banner', people.banner),
      approve(rig, id, 'banner', people.banner2),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { kind: 'conflict' } });
  });

  it('[CERT-6] an edit or a file after an approval makes a new version and voids it', async () => {
    const id = await handedIn(rig);
    await approve(rig, id, 'banner', people.banner);
    const before = (await rig.certification.applications.find(id))!;
    const content = contentOf(1, { priceBand: { minFen: 1, maxFen: 99_900 } });
    const after = await rig.certification.applications.edit(people.clerk, id, {
      versionHash: before.versionHash,
      content,
    });
    expect(after).toMatchObject({ state: 'draft', version: 2 });
    await expect(
      rig.certification.decisions.decide(people.league, id, {
        level: 'league',
        decision: 'approve',
        versionHash: before.versionHash,
        reason: '',
        ticked: ['banner-file', 'sample'],
      }),
    ).rejects.toEqual(refusal('version-changed'));
    await rig.certification.applications.submit(people.clerk, id);
    await expect(approve(rig, id, 'league', people.league)).rejects.toEqual(refusal('not-this-level'));
    await approve(rig, id, 'banner', people.banner2);
    await rig.certification.applications.addEvidence(people.clerk, id, { name: 'b.pdf', bytes: pdf('b') });
    expect(await stateOf(id)).toBe('draft');
  });

  it('[CERT-6] an edit over something newer is refused, one that changes nothing voids nothing', async () => {
    const id = await handedIn(rig);
    const { versionHash } = (await rig.certification.applications.find(id))!;
    const { applications } = rig.certification;
    await applications.edit(people.clerk, id, { versionHash, content: contentOf(1) });
    expect(await stateOf(id)).toBe('submitted');
    await applications.edit(people.clerk, id, { versionHash, content: contentOf(1, { name: '小米' }) });
    await expect(
      applications.edit(people.clerk, id, { versionHash, content: contentOf(1, { name: '大米' }) }),
    ).rejects.toEqual(refusal('version-changed'));
  });

  it('[CERT-4] an approval ticks off the checklist, a return gives reasons', async () => {
    const id = await handedIn(rig);
    const { versionHash } = (await rig.certification.applications.find(id))!;
    const body = { level: 'banner' as const, versionHash, reason: ' ', ticked: ['licence'] };
    const { decide } = rig.certification.decisions;
    await expect(decide(people.banner, id, { ...body, decision: 'approve' })).rejects.toEqual(
      refusal('checklist'),
    );
    await expect(decide(people.banner, id, { ...body, decision: 'return' })).rejects.toEqual(
      refusal('reason-needed'),
    );
  });

  it('[CERT-3] is not handed in without evidence, with a wrong barcode or one that another has', async () => {
    await handedIn(rig);
    const { applications } = rig.certification;
    const creditCode = creditCodeOf(1);
    const empty = await applications.create(people.clerk, { creditCode, content: contentOf(2) });
    await expect(applications.submit(people.clerk, empty)).rejects.toEqual(refusal('evidence-missing'));
    const twin = await applications.create(people.clerk, { creditCode, content: contentOf(1) });
    await applications.addEvidence(people.clerk, twin, { name: 'a.pdf', bytes: pdf() });
    await expect(applications.submit(people.clerk, twin)).rejects.toEqual(refusal('gtin-taken'));
    const wrong = contentOf(3, { gtins: ['6901234567890'] });
    await expect(applications.create(people.clerk, { creditCode, content: wrong })).rejects.toEqual(
      refusal('gtin-check'),
    );
  });

  it('[CERT-8] a supplier’s credit code is checked, registered once, by its own banner', async () => {
    const { suppliers } = rig.certification;
    const good = supplierBody(1);
    const wrongCheck = {
      ...good,
      creditCode: `${good.creditCode.slice(0, 17)}${good.creditCode.endsWith('0') ? '1' : '0'}`,
    };
    await expect(suppliers.register(people.clerk, wrongCheck)).rejects.toEqual(refusal('credit-code-check'));
    await expect(suppliers.register(people.strangerBanner, good)).rejects.toEqual(refusal('outside'));
    await suppliers.register(people.clerk, good);
    await expect(suppliers.register(people.clerk, good)).rejects.toEqual(refusal('exists'));
  });

  it('[CERT-9] a blacklisted supplier’s applications are frozen at every step, and go on when it is released', async () => {
    const id = await handedIn(rig);
    rig.blacklist.add(creditCodeOf(1));
    await expect(approve(rig, id, 'banner', people.banner)).rejects.toEqual(refusal('supplier-blacklisted'));
    await expect(handedIn(rig, 2)).rejects.toEqual(refusal('supplier-blacklisted'));
    expect(await rig.certification.suppliers.find(creditCodeOf(1))).toMatchObject({ isBlacklisted: true });
    rig.blacklist.clear();
    await approve(rig, id, 'banner', people.banner);
    await approve(rig, id, 'league', people.league);
    await approve(rig, id, 'region', people.region);
    rig.blacklist.add(creditCodeOf(1));
    rig.clock.set(afterCutOff);
    expect(await rig.certification.batches.close(people.liaison, '2020-11')).toEqual({ taken: 0, moved: 1 });
    expect(await rig.certification.applications.find(id)).toMatchObject({ month: '2020-12' });
  });

  it('[CERT-9] [CERT-16] what was published of a blacklisted supplier is not publishable meanwhile', async () => {
    await published();
    rig.blacklist.add(creditCodeOf(1));
    expect(await rig.certification.publishableEntries()).toEqual([]);
    rig.blacklist.clear();
    expect(await rig.certification.publishableEntries()).toHaveLength(1);
  });

  it('[CERT-10] what the league submits from the 20th on is of next month’s batch', async () => {
    const early = await handedIn(rig, 1);
    const late = await handedIn(rig, 2);
    for (const id of [early, late]) await approve(rig, id, 'banner', people.banner);
    rig.clock.set(startOfDay('2020-11-20') - 1);
    await approve(rig, early, 'league', people.league);
    await expect(rig.certification.batches.close(people.liaison, '2020-11')).rejects.toEqual(
      refusal('before-cut-off'),
    );
    rig.clock.set(startOfDay('2020-11-20'));
    await approve(rig, late, 'league', people.league);
    const { applications } = rig.certification;
    expect([(await applications.find(early))?.month, (await applications.find(late))?.month]).toEqual([
      '2020-11',
      '2020-12',
    ]);
    for (const id of [early, late]) await approve(rig, id, 'region', people.region);
    expect(await rig.certification.batches.close(people.liaison, '2020-11')).toEqual({ taken: 1, moved: 0 });
    await expect(applications.withdraw(people.clerk, early, 'x')).rejects.toEqual(refusal('state'));
  });

  it('[CERT-12] names every wrong row of a result and applies nothing of it', async () => {
    const [one, two] = [await regionCertified(rig, 1), await regionCertified(rig, 2)];
    rig.clock.set(afterCutOff);
    await rig.certification.batches.close(people.liaison, '2020-11');
    await rig.certification.batches.submit(people.liaison, '2020-11');
    const lines = [
      { application: one, certificate: 'FP-1' },
      { application: two, certificate: 'FP-1' },
      { application: '150430-2020-9999', certificate: 'FP-3' },
      { application: 'hello' },
      { application: two, result: '也许' },
      { application: one, certificate: 'FP-9', from: '2023-01-01', until: '2022-01-01' },
    ];
    const { results } = rig.certification;
    const report = await results.import(people.liaison, '2020-11', resultFile(lines), true);
    expect(report.applied).toBe(false);
    expect(report.wrong.map(({ row, reasons }) => [row, reasons[0]?.code])).toEqual([
      [2, 'duplicate'],
      [3, 'duplicate'],
      [4, 'not-in-batch'],
      [5, 'application'],
      [6, 'result'],
      [7, 'date-order'],
    ]);
    expect([await stateOf(one), await stateOf(two)]).toEqual(['in-national-batch', 'in-national-batch']);
    rig.catalog.set('FP-1', creditCodeOf(9));
    const taken = await results.import(people.liaison, '2020-11', resultFile(lines.slice(0, 1)), true);
    expect(taken.wrong[0]?.reasons[0]?.code).toBe('certificate-taken');
    const right = resultFile([
      { application: one, certificate: 'FP-2' },
      { application: two, result: '不通过', reason: '材料不全', certificate: '' },
    ]);
    expect(await results.import(people.liaison, '2020-11', right, false)).toMatchObject({
      applied: false,
      passed: 1,
    });
    expect(await results.import(people.liaison, '2020-11', right, true)).toMatchObject({
      applied: true,
      passed: 1,
      refusedByOffice: 1,
    });
    expect([await stateOf(one), await stateOf(two)]).toEqual(['in-publicity', 'rejected']);
    expect(await results.import(people.liaison2, '2020-11', right, true)).toMatchObject({
      unchanged: 2,
      passed: 0,
    });
  });

  it('[CERT-12] [CERT-7] whoever decided on one of the rows does not import it', async () => {
    const id = await handedIn(rig);
    const both = { ...people.liaison, grants: [...people.liaison.grants, ...people.banner.grants] };
    await approve(rig, id, 'banner', both);
    await approve(rig, id, 'league', people.league);
    await approve(rig, id, 'region', people.region);
    rig.clock.set(afterCutOff);
    const report = await nationallyPassed(rig, '2020-11', [{ application: id }]);
    expect(report).toMatchObject({
      applied: false,
      wrong: [{ row: 2, reasons: [{ code: 'acted-before' }] }],
    });
  });

  it('[CERT-11] the submission file is a table of the batch and does not change any more', async () => {
    const id = await regionCertified(rig);
    rig.clock.set(afterCutOff);
    const { batches, results } = rig.certification;
    await batches.close(people.liaison, '2020-11');
    await batches.submit(people.liaison, '2020-11');
    const first = await batches.file('2020-11');
    await results.import(people.liaison, '2020-11', resultFile([{ application: id }]), true);
    expect(Buffer.from(await batches.file('2020-11')).equals(Buffer.from(first))).toBe(true);
    const { readTable } = await import('../../hub/catalog/import/read-table.ts');
    const { rows } = await readTable(Buffer.from(first), 'batch.xlsx');
    expect(rows[1]).toContain('申报编号');
    expect(rows[2]).toEqual(expect.arrayContaining([id, '敖汉小米', creditCodeOf(1), '12.00', '敖汉旗']));
    await expect(batches.submit(people.liaison, '2020-11')).rejects.toEqual(refusal('not-closed'));
  });

  it('[CERT-14] an objection holds an item; dismissed it is published, upheld it is rejected', async () => {
    const [one, two] = [await regionCertified(rig, 1), await regionCertified(rig, 2)];
    rig.clock.set(afterCutOff);
    await nationallyPassed(rig, '2020-11', [{ application: one }, { application: two }]);
    const { publicity } = rig.certification;
    expect((await publicity.publish(people.liaison, '2020-11')).held.map(({ reason }) => reason)).toEqual([
      'publicity-runs',
      'publicity-runs',
    ]);
    for (const id of [one, two])
      await publicity.object(people.liaison, id, { objector: '李某', text: '<b>x</b>' });
    rig.clock.set(afterCutOff + 6 * dayMs);
    expect((await publicity.publish(people.liaison, '2020-11')).published).toBe(0);
    const first = async (id: string) => (await publicity.objections(id))[0]!.id;
    await publicity.answer(people.liaison, one, await first(one), { isUpheld: false, answer: '已核实' });
    await publicity.answer(people.liaison, two, await first(two), { isUpheld: true, answer: '属实' });
    expect(await publicity.publish(people.liaison, '2020-11')).toEqual({ published: 1, held: [] });
    expect([await stateOf(one), await stateOf(two)]).toEqual(['published', 'rejected']);
  });

  it('[CERT-15] lists what expires, ends it on the day after, and renews through all levels', async () => {
    const id = await published();
    const everything = {
      everything: true,
      leagues: [],
      banners: [],
      operatingCompanies: [],
      hostUnits: [],
      creditCodes: [],
    };
    const expiring = () => rig.certification.list(everything, { expiringDays: 90, limit: 50, offset: 0 });
    expect((await expiring()).total).toBe(0);
    rig.clock.set(startOfDay('2023-10-01'));
    expect((await expiring()).rows).toMatchObject([{ id, validUntil: '2023-11-30' }]);
    const { applications } = rig.certification;
    const renewal = await applications.create(people.clerk, {
      creditCode: creditCodeOf(1),
      content: contentOf(1),
      renews: id,
    });
    await applications.addEvidence(people.clerk, renewal, { name: 'a.pdf', bytes: pdf('new') });
    await applications.submit(people.clerk, renewal);
    await approve(rig, renewal, 'banner', people.banner);
    await approve(rig, renewal, 'league', people.league);
    await approve(rig, renewal, 'region', people.region);
    rig.clock.set(startOfDay('2023-10-20'));
    const line = { application: renewal, certificate: 'FP-1', from: '2023-12-01', until: '2026-11-30' };
    rig.catalog.set('FP-1', creditCodeOf(1));
    expect(await nationallyPassed(rig, '2023-10', [line])).toMatchObject({ applied: true });
    rig.clock.set(startOfDay('2023-11-30'));
    await rig.certification.publicity.publish(people.liaison, '2023-10');
    const entries = await rig.certification.publishableEntries();
    expect(entries).toMatchObject([
      { application: renewal, replaces: 'FP-1', entry: { certificate: { validUntil: '2026-11-30' } } },
    ]);
    expect(await rig.certification.publicity.expireEnded()).toBe(0);
    rig.clock.set(startOfDay('2023-12-01'));
    expect(await rig.certification.publicity.expireEnded()).toBe(1);
    expect(await stateOf(id)).toBe('expired');
  });

  it('[CERT-13] keeps every step with who, when and what', async () => {
    const id = await published();
    const steps = await rig.certification.steps(id);
    expect(steps.map(({ what }) => what)).toEqual([
      'created',
      'evidence-added',
      'submitted',
      'banner-approve',
      'league-approve',
      'region-approve',
      'batch-closed',
      'national-approve',
      'published',
    ]);
    expect(steps[3]).toMatchObject({ byName: 'banner 先生', from: 'submitted', to: 'banner-reviewed' });
    expect(rig.audited.map(({ action }) => action)).toContain('application.certify-region');
  });

  it('[CERT-5] keeps evidence by content, and refuses what is not what it claims', async () => {
    const id = await handedIn(rig);
    const { applications, evidence } = rig.certification;
    const add = (name: string, bytes: Uint8Array) =>
      applications.addEvidence(people.clerk, id, { name, bytes });
    await expect(add('a.pdf', new TextEncoder().encode('<script>'))).rejects.toEqual(refusal('not-evidence'));
    await expect(add('a.png', pdf())).rejects.toEqual(refusal('wrong-name'));
    const [one] = await evidence.of(id);
    expect(Buffer.from((await evidence.file(id, one!.id))!.bytes)).toEqual(Buffer.from(pdf('1')));
    await applications.removeEvidence(people.clerk, id, one!.id);
    expect(await evidence.of(id)).toEqual([]);
  });

  it('[CERT-18] a task waits for those who can do it, and for nobody else', async () => {
    const id = await handedIn(rig);
    const everything = {
      everything: true,
      leagues: [],
      banners: [],
      operatingCompanies: [],
      hostUnits: [],
      creditCodes: [],
    };
    const tasks = async (actor: typeof people.banner) =>
      (await rig.certification.list(everything, { waitingFor: actor, limit: 9, offset: 0 })).rows.map(
        (row) => row.id,
      );
    expect(await tasks(people.banner)).toEqual([id]);
    for (const other of [people.clerk, people.strangerBanner, people.league, people.region, people.admin])
      expect(await tasks(other)).toEqual([]);
    await approve(rig, id, 'banner', people.banner);
    expect([
      await tasks(people.banner),
      await tasks(people.league),
      await tasks(people.strangerLeague),
    ]).toEqual([[], [id], []]);
    await sendBack(rig, id, 'league', people.league);
    expect(await tasks(people.filer)).toEqual([id]);
    rig.blacklist.add(creditCodeOf(1));
    expect(await tasks(people.filer)).toEqual([]);
  });

  it('[CERT-20] only an administrator sets cut-off and checklists', async () => {
    const settings = await rig.certification.settings();
    expect(settings).toMatchObject({ cutOffDay: 20, mayCloseEarly: false });
    const changed = { ...settings, publicityDays: 7 };
    await expect(rig.certification.setSettings(people.region, changed)).rejects.toEqual(refusal('outside'));
    await rig.certification.setSettings(people.admin, changed);
    expect(await rig.certification.settings()).toEqual(changed);
  });

  it('[CERT-19] there is no fee in any table', async () => {
    const tables = await rig.db.query<{ sql: string }>('SELECT sql FROM sqlite_master WHERE sql IS NOT NULL');
    expect(tables.length).toBeGreaterThan(10);
    expect(tables.filter(({ sql }) => /\b(fee|charge|price|amount)/i.test(sql))).toEqual([]);
  });
});
