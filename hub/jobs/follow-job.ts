// One reader of one job: the newest state, a few times a second at most, and the last one for certain.
import type { SseReader } from '../http/routes/sse.ts';
import type { Clock } from '../platform/clock.ts';
import type { Job, Jobs } from './jobs.ts';

const pauseMs = 200;
const aliveMs = 15_000;

export function followJob(jobs: Jobs, clock: Clock, id: string) {
  let cancelTimer: (() => void) | undefined;
  let cancelAlive: (() => void) | undefined;
  let leave = () => {};

  function stop(): void {
    cancelTimer?.();
    cancelAlive?.();
    leave();
  }

  return {
    stop,
    serve(reader: SseReader): void {
      let newest: Job | undefined = jobs.get(id);
      let last: Job | undefined;
      const send = () => {
        cancelTimer = undefined;
        if (newest && newest !== last) reader.send({ name: 'job', data: newest });
        last = newest;
        if (newest?.state === 'running') return;
        stop();
        reader.end();
      };
      const alive = () => {
        reader.alive();
        cancelAlive = clock.setTimer(aliveMs, alive);
      };
      leave = jobs.onChange(id, (job) => {
        newest = job;
        if (job.state !== 'running') {
          cancelTimer?.();
          send();
        } else cancelTimer ??= clock.setTimer(pauseMs, send);
      });
      cancelAlive = clock.setTimer(aliveMs, alive);
      send();
    },
  };
}
