// Ids of the enrolled counters, kept between views: the register sorts all of them whenever it is asked.
import type { Fleet } from '../../fleet/fleet.ts';
import type { Clock } from '../../platform/clock.ts';

export interface EnrolledIds {
  ids(): readonly string[];
  close(): void;
}

/** However a counter was enrolled, it is counted after this long; usually at once. */
const keptMs = 2000;

export function enrolledIds(
  fleet: Pick<Fleet, 'registry' | 'presence' | 'enrolment'>,
  clock: Clock,
): EnrolledIds {
  let ids: string[] = [];
  let known = new Set<string>();
  let readAtMs = Number.NEGATIVE_INFINITY;
  let enrolments = -1;

  const forget = () => {
    readAtMs = Number.NEGATIVE_INFINITY;
  };
  function read(): void {
    ids = fleet.registry
      .list()
      .filter(({ status }) => status === 'enrolled')
      .map(({ id }) => id);
    known = new Set(ids);
    readAtMs = clock.monotonicMs();
    enrolments = fleet.enrolment.stats().enrolled;
  }

  const stops = [
    fleet.registry.onRevoked(forget),
    fleet.presence.onChange((counter) => {
      if (!known.has(counter)) forget();
    }),
  ];
  return {
    ids() {
      const isOld =
        clock.monotonicMs() - readAtMs > keptMs || enrolments !== fleet.enrolment.stats().enrolled;
      if (isOld) read();
      return ids;
    },
    close() {
      for (const stop of stops) stop();
    },
  };
}
