// Random walks over certification, releases and sanctions, and what they came to.
import fc from 'fast-check';
import { certificationCommands } from './certification-model.ts';
import { alsoJudged, newReleaseSeen, prepareReleases, releaseCommands } from './release-model.ts';
import { openReleaseWorld } from './release-world.ts';

export interface Walked {
  runs: number;
  commands: number;
  /** Catalog versions that were published and judged. */
  published: number;
  /** Entries of applications in them. */
  certified: number;
  refused: number;
}

const all = [...alsoJudged(certificationCommands), ...releaseCommands, ...releaseCommands];

/** Throws with the shortest walk found when anything stands in a published catalog without right. */
export async function walkReleases(parameters: { numRuns: number; seed?: number }): Promise<Walked> {
  const walked: Walked = { runs: 0, commands: 0, published: 0, certified: 0, refused: 0 };
  const commands = fc.commands([...all], { maxCommands: 120, size: 'max' });
  await fc.assert(
    fc.asyncProperty(commands, async (chosen) => {
      const world = await openReleaseWorld();
      const seen = newReleaseSeen();
      try {
        await prepareReleases(seen, world);
        await fc.asyncModelRun(() => ({ model: seen, real: world }), chosen);
        walked.runs += 1;
        walked.commands += [...chosen].length;
        walked.published += seen.published;
        walked.refused += seen.refused;
        walked.certified += [...seen.judged.lines.keys()].filter((id) => id.startsWith('FP-')).length;
      } finally {
        await world.close();
      }
    }),
    parameters,
  );
  return walked;
}
