// A child process that is asked by JSON lines and answers each with one line, in order.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { childEnvironment } from './child-environment.ts';

export interface LineProcess {
  child: ChildProcess;
  /** One question, one answer; rejects when the process ends first or answers `{"error":…}`. */
  ask(question: object): Promise<Record<string, unknown>>;
  /** Resolves when the process is gone. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

type Waiting = { resolve(value: Record<string, unknown>): void; reject(error: Error): void };

/** Starts a process of this Node and waits for its first line. */
export async function startLineProcess(script: string, args: readonly string[]): Promise<LineProcess> {
  const child = spawn(process.execPath, [script, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: childEnvironment(),
  });
  const waiting: Waiting[] = [];
  let said = '';
  child.stderr.on('data', (bytes: Buffer) => {
    said = (said + bytes.toString('utf8')).slice(-2000);
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    const answer = JSON.parse(line) as Record<string, unknown>;
    if (answer['error'] === undefined) waiting.shift()?.resolve(answer);
    else waiting.shift()?.reject(new Error(`${script}: ${String(answer['error'])}`));
  });
  const ended = once(child, 'exit');
  void ended.then(() => {
    for (const one of waiting.splice(0)) one.reject(new Error(`${script} ended: ${said}`));
  });
  const next = () =>
    new Promise<Record<string, unknown>>((resolve, reject) => {
      if (child.exitCode !== null || child.signalCode !== null)
        return reject(new Error(`${script} ended: ${said}`));
      waiting.push({ resolve, reject });
    });
  const started: LineProcess = {
    child,
    ask(question) {
      const answer = next();
      child.stdin.write(`${JSON.stringify(question)}\n`);
      return answer;
    },
    async stop(signal = 'SIGKILL') {
      child.kill(signal);
      await ended;
    },
  };
  try {
    await next();
    return started;
  } catch (error) {
    await started.stop();
    throw error;
  }
}
