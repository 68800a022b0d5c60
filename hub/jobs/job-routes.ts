// Jobs as people see them: their own; an administrator sees all.
import { Closed } from '@zhuangui/protocol/units.ts';
import Type from 'typebox';
import { type Route, route } from '../http/routes/route.ts';
import { sseReaders } from '../http/routes/sse.ts';
import type { Actor } from '../people/actor.ts';
import { can } from '../people/can.ts';
import type { Clock } from '../platform/clock.ts';
import { DomainError } from '../platform/domain-error.ts';
import { followJob } from './follow-job.ts';
import type { Job, Jobs } from './jobs.ts';

const stateNames = ['running', 'done', 'failed', 'cancelled'] as const;
export const JobView = Closed({
  id: Type.String(),
  kind: Type.String(),
  titleZh: Type.String(),
  titleEn: Type.String(),
  by: Closed({ id: Type.String(), name: Type.String() }),
  state: Type.Enum(stateNames),
  done: Type.Number(),
  total: Type.Number(),
  step: Type.Union([Type.String(), Type.Null()]),
  startedAtMs: Type.Integer(),
  endedAtMs: Type.Union([Type.Integer(), Type.Null()]),
  result: Type.Unknown(),
  error: Type.Union([
    Closed({
      code: Type.String(),
      reason: Type.Optional(Type.String()),
      values: Type.Optional(Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()]))),
      message: Type.String(),
    }),
    Type.Null(),
  ]),
});

/** JOB-5: what is not one's own does not exist. */
const maySee = (actor: Actor, job: Job): boolean => job.by.id === actor.id || can(actor, 'people.manage');

export function jobRoutes({ jobs, clock }: { jobs: Jobs; clock: Clock }): { routes: Route[]; close(): void } {
  const readers = sseReaders();
  function find(actor: Actor, id: string | undefined): Job {
    const job = jobs.get(id ?? '');
    if (job && maySee(actor, job)) return job;
    throw new DomainError(
      'unknown',
      'unknown-job',
      'There is no such job any more: what it was to do is seen where it was begun.',
    );
  }
  const common = { tag: 'jobs', access: 'signed-in' } as const;
  const routes = [
    route({
      ...common,
      method: 'get',
      path: '/api/jobs',
      summary: 'Long work of the caller, newest first; an administrator sees everybody’s.',
      answer: Closed({ rows: Type.Array(JobView), total: Type.Integer() }),
      handle({ actor }) {
        const rows = jobs.list().filter((job) => maySee(actor, job));
        return { rows, total: rows.length };
      },
    }),
    route({
      ...common,
      method: 'get',
      path: '/api/jobs/:id',
      summary: 'One job with its progress, result or error.',
      answer: JobView,
      handle: ({ actor, params }) => find(actor, params['id']),
    }),
    route({
      ...common,
      method: 'post',
      path: '/api/jobs/:id/cancel',
      summary: 'Asks a running job to end.',
      answer: JobView,
      handle({ actor, params }) {
        const job = find(actor, params['id']);
        if (jobs.cancel(job.id)) return jobs.get(job.id);
        throw new DomainError('conflict', 'job-ended', 'The job has ended already.');
      },
    }),
    route({
      ...common,
      method: 'get',
      path: '/api/jobs/:id/events',
      summary:
        'The job as server-sent events named `job`, several a second at most; the stream ends with the job.',
      answerType: 'text/event-stream',
      handle({ actor, params, request, response }) {
        const { id } = find(actor, params['id']);
        const follower = followJob(jobs, clock, id);
        follower.serve(readers.open(request, response, follower.stop));
      },
    }),
  ];
  return { routes, close: readers.close };
}
