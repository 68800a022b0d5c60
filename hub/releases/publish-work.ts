// A publication as a job: four steps told as they are done, and given up as long as nothing is published.
import { publishSteps } from '../catalog/repository.ts';
import type { Work } from '../jobs/jobs.ts';
import type { Actor } from '../people/actor.ts';
import type { Releases } from './releases.ts';

/** JOB-2, REL-9: ended before its publication it leaves the release as it was; after that it is published. */
export function publishWork(
  releases: Pick<Releases, 'publish'>,
  actor: Actor,
  id: string,
  digest: string,
): Work<{ version: number }> {
  return async (report, signal) => {
    const version = await releases.publish(actor, id, digest, (step, share) => {
      if (step !== 'hand-over') signal.throwIfAborted();
      report(publishSteps.indexOf(step) + share, publishSteps.length, step);
    });
    report(publishSteps.length, publishSteps.length);
    return { version };
  };
}
