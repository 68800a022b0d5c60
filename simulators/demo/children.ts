// Processes of the demo: started one after the other, each in a group of its own, stopped in the opposite order.
import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';

export interface Child {
  name: string;
  process: ChildProcess;
  /** The object the process printed when it was ready. */
  ready: Record<string, unknown>;
  /** Resolves with what happened when the process has ended. */
  ended: Promise<string>;
  /** Takes the lines after the first one; until somebody does, they go to the log. */
  takeLines(listener: (line: string) => void): void;
}

/** Something that runs until it is stopped: a process, or a server in this one. */
export interface Part {
  /** Resolves with a sentence when it ended by itself; a server never does. */
  ended: Promise<string>;
  stop(): Promise<void>;
}

export const partOf = (child: Child): Part => ({
  ended: child.ended.then((how) => `The ${child.name} ${how}. Its log is in the data folder.`),
  stop: () => stopChild(child),
});

const stopWithinMs = 15_000;

/**
 * Starts `node <args>`; resolves with its first line of JSON. Standard error goes to `logPath`. The child notices by
 * its IPC channel when we are gone, and a Ctrl-C of the terminal reaches only us: we stop the others in order.
 */
export function startChild(
  name: string,
  args: readonly string[],
  logPath: string,
  env: Record<string, string> = {},
): Promise<Child> {
  const child = spawn(process.execPath, args, {
    stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
    detached: true,
    env: { ...process.env, ...env },
  });
  const log = createWriteStream(logPath, { flags: 'a' });
  child.stderr!.pipe(log);
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) =>
      resolve(signal ? `was killed by ${signal}` : `ended with code ${code}`),
    );
    child.once('error', (error) => resolve(`did not start: ${error.message}`));
  });
  return new Promise((resolve, reject) => {
    const lines = createInterface({ input: child.stdout! });
    let heard = (line: string): void => void log.write(`${line}\n`);
    lines.once('line', (line) => {
      const takeLines: Child['takeLines'] = (listener) => {
        heard = listener;
      };
      resolve({ name, process: child, ready: parseReady(line), ended, takeLines });
    });
    lines.on('line', (line) => heard(line));
    ended.then((how) => reject(new Error(`The ${name} ${how}. Its log is ${logPath}.`)));
  });
}

function parseReady(line: string): Record<string, unknown> {
  try {
    return JSON.parse(line);
  } catch {
    return { line };
  }
}

/** Asks politely, waits, then insists. */
export async function stopChild(child: Child): Promise<void> {
  child.process.kill('SIGTERM');
  const timer = setTimeout(() => child.process.kill('SIGKILL'), stopWithinMs);
  await child.ended;
  clearTimeout(timer);
}
