// Is there any way to publish without a level, a person, the right place or the exact version?
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { certificationCommands, newSeen, prepare, type World } from './certification-model.ts';
import {
  approve,
  type CertificationRig,
  contentOf,
  handedIn,
  openCertificationRig,
  people,
} from './certification-rig.ts';

const worldOf = (rig: CertificationRig): World & CertificationRig => ({
  ...rig,
  async setBlacklisted(isBlacklisted) {
    rig.blacklist.clear();
    if (isBlacklisted) for (const { creditCode } of await suppliersOf(rig)) rig.blacklist.add(creditCode);
  },
});
const suppliersOf = ({ db }: CertificationRig) =>
  db.query<{ creditCode: string }>('SELECT credit_code AS creditCode FROM supplier');

/** Random walks; resolves with how many applications were ever publishable. */
async function walk(parameters: { numRuns: number; seed?: number }): Promise<number> {
  let reached = 0;
  const commands = fc.commands([...certificationCommands], { maxCommands: 160, size: 'max' });
  const property = fc.asyncProperty(commands, async (all) => {
    const rig = await openCertificationRig();
    const seen = newSeen();
    try {
      const world = worldOf(rig);
      await prepare(seen, world);
      await fc.asyncModelRun(() => ({ model: seen, real: world }), all);
      reached += seen.reached.size;
    } finally {
      await rig.close();
    }
  });
  await fc.assert(property, parameters);
  return reached;
}

describe('certification, whatever people try', () => {
  it('[CERT-16] [CERT-7] publishes nothing without four levels by four people on the exact version', async () => {
    // One seed that is known to get as far as publication, and one that nobody chose.
    expect(await walk({ numRuns: 15, seed: 20201110 })).toBeGreaterThan(0);
    await walk({ numRuns: 12 });
  });

  it('[CERT-7] lets one of several people at once decide, in whatever order they arrive', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const rig = await openCertificationRig();
        try {
          const id = await handedIn(rig);
          const { applications, decisions } = rig.certification;
          const { versionHash } = (await applications.find(id))!;
          const content = contentOf(1, { name: '小米' });
          const acts = [
            () => approve(rig, id, 'banner', people.banner),
            () => approve(rig, id, 'banner', people.banner2),
            () => applications.edit(people.clerk, id, { versionHash, content }),
            () => approve(rig, id, 'league', people.league),
          ].map((act) => scheduler.schedule(Promise.resolve()).then(act));
          const ends = Promise.allSettled(acts);
          await scheduler.waitAll();
          const [one, two, edited] = await ends;
          expect([one, two].filter((end) => end?.status === 'fulfilled').length).toBeLessThan(2);
          const after = (await applications.find(id))!;
          const valid = (await decisions.of(id)).filter((made) => made.versionHash === after.versionHash);
          if (edited?.status === 'fulfilled') expect([after.state, valid]).toEqual(['draft', []]);
          else expect(valid.map(({ level }) => level)).toEqual(['banner', 'league'].slice(0, valid.length));
        } finally {
          await rig.close();
        }
      }),
      { numRuns: 30 },
    );
  });
});
