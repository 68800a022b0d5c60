// System calls of a real process that fail, or that are its last: strace changes them from outside.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Launch } from './launch.ts';

export interface Injection {
  /** Names as strace knows them, `fsync`, `pwrite64`. */
  calls: readonly string[];
  /** What becomes of them: killed before the call is made, or an error that nothing was done for. */
  what: 'kill' | 'EIO' | 'ENOSPC';
  /** The nth such call of a thread, from 1; with `after`, it and all later ones. */
  nth: number;
  after?: boolean;
  /** Only calls on these files. */
  paths?: readonly string[];
}

function flagsOf({ calls, what, nth, after, paths = [] }: Injection): string[] {
  const names = calls.join(',');
  const fault = what === 'kill' ? 'signal=KILL' : `error=${what}`;
  return [
    ...['-f', '-qq', '-o', '/dev/null', '-e', `trace=${names}`],
    ...['-e', `inject=${names}:${fault}:when=${nth}${after ? '+' : ''}`],
    ...paths.flatMap((path) => ['-P', path]),
  ];
}

/**
 * Starts a process under the tracer, which stands beside it: the process id is the process's own. strace counts by
 * thread, so the package `sqlite3` gets a pool of one.
 */
export const tracedFromStart = (injection: Injection): Launch => ({
  wrap: ['strace', '-D', ...flagsOf(injection)],
  env: { UV_THREADPOOL_SIZE: '1' },
});

export interface Tracer {
  /** Calls are as before again. */
  detach(): Promise<void>;
}

const tracerOf = (status: string) => Number(/TracerPid:\s*(\d+)/.exec(status)?.[1] ?? 0);

/** Every thread of the process is traced. */
function isTraced(pid: number): boolean {
  const tasks = `/proc/${pid}/task`;
  if (!existsSync(tasks)) return true;
  return readdirSync(tasks).every((task) => {
    try {
      return tracerOf(readFileSync(`${tasks}/${task}/status`, 'utf8')) > 0;
    } catch {
      return true;
    }
  });
}

/** Changes the calls of a running process; resolves when it holds for all its threads. Needs root or the same user. */
export async function attachTracer(pid: number, injection: Injection): Promise<Tracer> {
  const child = spawn('strace', [...flagsOf(injection), '-p', String(pid)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (bytes: Buffer) => {
    said = (said + bytes.toString('utf8')).slice(-500);
  });
  const ended = once(child, 'exit');
  const started = Date.now();
  while (!isTraced(pid)) {
    if (child.exitCode !== null || Date.now() - started > 10_000) {
      child.kill('SIGKILL');
      throw new Error(`strace did not attach to ${pid}: ${said}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return {
    async detach() {
      // SIGINT makes strace let go; SIGKILL would take its tracees along on some kernels.
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGINT');
      await ended;
    },
  };
}
