// Certification, releases and sanctions together: is there any way into the published catalog without all of it?
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { people } from './certification-rig.ts';
import { type Evidence, judgeVersion, type Known, readEvidence } from './published-judge.ts';
import { knownOf, newReleaseSeen, prepareReleases } from './release-model.ts';
import { walkReleases } from './release-walk.ts';
import { openReleaseWorld, type ReleaseWorld } from './release-world.ts';

describe('the published catalog, whatever people try', () => {
  it('[CERT-16] [REL-3] [REL-8] holds no entry without four levels by four people and two signatures', async () => {
    // One seed that is known to publish, and one that nobody chose.
    const walked = await walkReleases({ numRuns: 6, seed: 20201110 });
    expect(walked.published).toBeGreaterThan(3);
    expect(walked.certified).toBeGreaterThan(0);
    expect(walked.refused).toBeGreaterThan(20);
    await walkReleases({ numRuns: 3 });
  }, 60_000);
});

describe('the judge of the walk', () => {
  const seen = newReleaseSeen();
  let world: ReleaseWorld;
  let known: Known;
  let honest: Evidence;
  const version = 3;

  beforeAll(async () => {
    world = await openReleaseWorld();
    await prepareReleases(seen, world);
    const { releases, signers } = world;
    const id = await releases.create(people.admin, '十二月');
    await releases.takeApplications(people.admin, id);
    const { digest } = await releases.submit(people.admin, id);
    const { bytes } = await releases.signable(id);
    for (const [index, by] of [people.region, people.region2].entries()) {
      const signature = Buffer.from(signers.certifiers[index]!.sign(bytes)).toString('hex');
      await releases.sign(by, id, digest, { signature });
    }
    await releases.publish(people.admin, id, digest);
    known = knownOf(seen, world);
    honest = await readEvidence(world.db);
  });
  afterAll(() => world.close());

  const judged =
    (evidence: Evidence, about = known) =>
    () =>
      judgeVersion(evidence, about, version, seen.judged.lines);
  const without = <Row>(rows: readonly Row[], isLeftOut: (row: Row) => boolean) =>
    rows.filter((row) => !isLeftOut(row));
  /** The metadata with something in it changed. */
  const metadata = (change: (parsed: { signed: object; signatures: { sig: string }[] }) => void) => {
    const parsed = JSON.parse(Buffer.from(honest.catalogs.get(version)!).toString('utf8'));
    change(parsed);
    return { ...honest, catalogs: new Map([[version, Buffer.from(JSON.stringify(parsed))]]) };
  };
  const decisions = (change: (row: Evidence['decisions'][number]) => object) => ({
    ...honest,
    decisions: honest.decisions.map((row) => ({ ...row, ...change(row) })),
  });

  it('[CERT-7] finds nothing wrong with an honest release', () => {
    expect([...judged(honest)().keys()].filter((id) => id.startsWith('FP-'))).toHaveLength(2);
  });

  it('[CERT-7] finds a level, a person, a place or the very version missing', () => {
    for (const level of ['banner', 'league', 'region', 'national'])
      expect(
        judged({ ...honest, decisions: without(honest.decisions, (row) => row.level === level) }),
      ).toThrow(/four levels/);
    const falsified = [
      decisions(({ level }) => (level === 'league' ? { person: 'banner' } : {})),
      decisions(({ level }) => (level === 'banner' ? { person: 'stranger-banner' } : {})),
      decisions(({ level }) => (level === 'banner' ? { person: 'clerk' } : {})),
      decisions(({ level }) => (level === 'region' ? { personKind: 'token' } : {})),
      decisions(({ level }) => (level === 'national' ? { versionHash: 'f'.repeat(64) } : {})),
      {
        ...honest,
        versions: honest.versions.map((row) => ({ ...row, content: row.content.replace('86', '87') })),
      },
      { ...honest, applications: honest.applications.map((row) => ({ ...row, validUntil: '2030-01-01' })) },
    ];
    for (const evidence of falsified) expect(judged(evidence)).toThrow(/four levels/);
    expect(judged({ ...honest, applications: [] })).toThrow(/certificate/);
    expect(judged({ ...honest, changes: [] })).toThrow(/published release/);
  });

  it('[REL-8] finds a signature, a person or a key missing, and an author who signed', () => {
    const sameOwner = honest.keys.map((key) => ({ ...key, person: 'region' }));
    const ofSupervisors = new Set(world.signers.supervisors.map(({ publicKey }) => publicKey));
    const [change] = honest.changes;
    const author = { release: change!.release, person: 'region' };
    const falsified: [Evidence, Known][] = [
      [metadata(({ signatures }) => void signatures.pop()), known],
      [metadata(({ signatures }) => void Object.assign(signatures[0]!, { sig: signatures[1]!.sig })), known],
      [metadata(({ signed }) => void Object.assign(signed, { expires: '2099-01-01T00:00:00.000Z' })), known],
      [{ ...honest, keys: sameOwner }, known],
      [{ ...honest, keys: [] }, known],
      [{ ...honest, releaseAuthors: [author] }, known],
      [honest, { ...known, catalogKeys: ofSupervisors }],
      [honest, { ...known, maySign: (person) => person === 'region' }],
    ];
    for (const [evidence, about] of falsified) expect(judged(evidence, about)).toThrow(/two/);
  });

  it('[REL-2] finds other bytes, an import nobody recorded and an edit that goes too far', () => {
    const targets = new Map([...honest.targets].map(([name]) => [name, new Uint8Array(1)]));
    expect(judged({ ...honest, targets })).toThrow(/is there/);
    const from = (source: 'file' | 'edit') => ({
      ...honest,
      changes: honest.changes.map((row) => ({ ...row, source })),
    });
    expect(judged(from('file'))).toThrow(/import is on record/);
    expect(judged(from('edit'))).toThrow(/adds nothing/);
    const blacklistedAt = () => new Set(honest.applications.map(({ creditCode }) => creditCode));
    expect(judged(honest, { ...known, blacklistedAt })).toThrow(/blacklisted/);
  });
});
