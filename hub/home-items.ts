// MAP-2: what waits for a person on the first page, asked of the slices whose work it is.
import type { Alarms } from './alarms/alarms.ts';
import type { Certification } from './certification/certification.ts';
import type { Cases } from './money/cases.ts';
import type { Actor } from './people/actor.ts';
import { canSomewhere } from './people/can.ts';
import { scopeOf } from './people/scope.ts';
import type { OverviewItem, OverviewSource } from './statistics/overview.ts';

export interface HomeParts {
  alarms: Pick<Alarms, 'counts'>;
  certification: Pick<Certification, 'list'>;
  cases: Pick<Cases, 'openCount'>;
}

const item = (kind: OverviewItem['kind'], key: string, path: string, count: number): OverviewItem[] =>
  count > 0 ? [{ kind, key, path, count }] : [];

/** For `overview.add`, one source each: one that fails hides none of the others. */
export const homeSources = ({ alarms, certification, cases }: HomeParts): OverviewSource[] => [
  async (actor) => {
    if (!canSomewhere(actor, 'alarm.handle')) return [];
    return item('alarm', 'alarms', '/alarms', alarms.counts(scopeOf(actor, 'alarm.handle')).open);
  },
  async (actor) => {
    if (!canSomewhere(actor, 'case.read')) return [];
    return item('task', 'cases', '/money/cases', await cases.openCount(scopeOf(actor, 'case.read')));
  },
  async (actor: Actor) => {
    if (!canSomewhere(actor, 'application.read')) return [];
    const scope = scopeOf(actor, 'application.read');
    const { total } = await certification.list(scope, { waitingFor: actor, limit: 1, offset: 0 });
    return item('task', 'applications', '/applications', total);
  },
];
