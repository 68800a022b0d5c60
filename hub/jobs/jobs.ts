// Long work that goes on after its request was answered: progress, result, and an end that a person may bring about.
import { httpErrorOf } from '../http/error-answers.ts';
import type { Actor } from '../people/actor.ts';
import type { Clock } from '../platform/clock.ts';
import { DomainError } from '../platform/domain-error.ts';
import type { Log } from '../platform/log.ts';
import type { Random } from '../platform/random.ts';

export type JobState = 'running' | 'done' | 'failed' | 'cancelled';

/** A refusal as a request would be answered: `values` are what its sentence holds. */
export interface JobError {
  code: string;
  reason?: string;
  values?: Readonly<Record<string, string | number>>;
  message: string;
}

/** What is shown of a job; a finished one does not change any more. */
export interface Job {
  id: string;
  /** Word of its slice: `catalog-import`, `report-export` … */
  kind: string;
  titleZh: string;
  titleEn: string;
  by: { id: string; name: string };
  state: JobState;
  /** How much of `total` is done; total 0 means that nobody knows. */
  done: number;
  total: number;
  /** Word of its slice for what is being done now; null where there is only one thing to do. */
  step: string | null;
  startedAtMs: number;
  endedAtMs: number | null;
  /** JSON of what the work resolved with; null until then. */
  result: unknown;
  error: JobError | null;
}

/** `done` of `total` parts. Cheap: call it as often as you like. */
export type Report = (done: number, total: number, step?: string) => void;
export type Work<T> = (report: Report, signal: AbortSignal) => Promise<T>;

export interface NewJob {
  kind: string;
  actor: Pick<Actor, 'id' | 'name'>;
  titleZh?: string;
  titleEn?: string;
}

export interface Jobs {
  /**
   * JOB-1: begins the work and answers at once. Throws DomainError `too-many-jobs` (JOB-4). The work should look at
   * the signal between its steps; its rejection becomes the job's error.
   */
  start<T>(job: NewJob, work: Work<T>): { id: string };
  /** Undefined: never there, or forgotten since (JOB-3). */
  get(id: string): Job | undefined;
  /** Newest first. */
  list(): Job[];
  /** JOB-2: asks the work to end; false when it has ended or is not there. */
  cancel(id: string): boolean;
  /** Told of each change, also of the last; the returned function ends it. */
  onChange(id: string, listener: (job: Job) => void): () => void;
  /** Asks all to end and waits for them. */
  close(): Promise<void>;
}

export interface JobsParts {
  clock: Clock;
  random: Random;
  log: Log;
  /** JOB-3: finished jobs kept for reading. Default 200. */
  finishedMax?: number;
  /** JOB-4: running at once. Default 20. */
  runningMax?: number;
}

interface Running {
  controller: AbortController;
  ended: Promise<void>;
}

export function createJobs(parts: JobsParts): Jobs {
  const { clock, random, log, finishedMax = 200, runningMax = 20 } = parts;
  const jobs = new Map<string, Job>();
  const running = new Map<string, Running>();
  /** In the order in which they ended. */
  const finished: string[] = [];
  const listeners = new Map<string, Set<(job: Job) => void>>();

  function change(id: string, values: Partial<Job>): void {
    const next = { ...jobs.get(id)!, ...values };
    jobs.set(id, next);
    for (const listener of listeners.get(id) ?? []) listener(next);
  }

  function end(id: string, values: Partial<Job>): void {
    running.delete(id);
    change(id, { ...values, endedAtMs: clock.nowMs() });
    listeners.delete(id);
    finished.push(id);
    for (const old of finished.splice(0, Math.max(0, finished.length - finishedMax))) jobs.delete(old);
  }

  function errorOf(error: unknown, kind: string): JobError {
    const known = httpErrorOf(error);
    if (!known) log.error({ error, kind }, 'a job failed');
    const { reason, values } = (known?.more ?? {}) as Pick<JobError, 'reason' | 'values'>;
    const message = known?.message ?? 'The hub failed; what happened is in its log. Try again.';
    const more = { ...(reason ? { reason } : {}), ...(values ? { values } : {}) };
    return { code: known?.code ?? 'internal', ...more, message: message.slice(0, 500) };
  }

  async function run<T>(id: string, kind: string, work: Work<T>, signal: AbortSignal): Promise<void> {
    const report: Report = (done, total, step) => {
      if (running.has(id)) change(id, { done, total, step: step ?? null });
    };
    if (signal.aborted) return end(id, { state: 'cancelled' });
    try {
      const result = await work(report, signal);
      end(id, { state: 'done', result: result ?? null });
    } catch (error) {
      if (signal.aborted) end(id, { state: 'cancelled' });
      else end(id, { state: 'failed', error: errorOf(error, kind) });
    }
  }

  return {
    start({ kind, actor, titleZh, titleEn }, work) {
      if (running.size >= runningMax)
        throw new DomainError(
          'conflict',
          'too-many-jobs',
          'Too much is being worked on: wait for a job to end.',
        );
      const id = `job-${Buffer.from(random.bytes(9)).toString('hex')}`;
      const by = { id: actor.id, name: actor.name };
      const titles = { titleZh: titleZh ?? kind, titleEn: titleEn ?? kind };
      const startedAtMs = clock.nowMs();
      const fresh = {
        done: 0,
        total: 0,
        step: null,
        startedAtMs,
        endedAtMs: null,
        result: null,
        error: null,
      };
      jobs.set(id, { id, kind, ...titles, by, state: 'running', ...fresh });
      const controller = new AbortController();
      // The work begins after the id is given out, so that nobody misses its first report.
      const ended = Promise.resolve().then(() => run(id, kind, work, controller.signal));
      running.set(id, { controller, ended });
      return { id };
    },
    get: (id) => jobs.get(id),
    list: () => [...jobs.values()].reverse(),
    cancel(id) {
      const found = running.get(id);
      found?.controller.abort();
      return found !== undefined;
    },
    onChange(id, listener) {
      const known = listeners.get(id) ?? new Set();
      if (jobs.get(id)?.state === 'running') listeners.set(id, known.add(listener));
      return () => known.delete(listener);
    },
    async close() {
      const all = [...running.values()];
      for (const { controller } of all) controller.abort();
      await Promise.all(all.map(({ ended }) => ended));
    },
  };
}
