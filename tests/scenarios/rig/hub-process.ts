// The hub as a process of its own, killed and started again over the same folder and the same ports.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { HubConfig } from '../../../hub/config.ts';
import { commandOf, type Launch } from '../../../simulators/faults/launch.ts';
import { childEnvironment } from './child-environment.ts';

const main = fileURLToPath(new URL('../../../hub/main.ts', import.meta.url));

export class HubProcess {
  readonly #configPath: string;
  #child: ChildProcess | undefined;

  constructor(config: HubConfig, configPath: string) {
    this.#configPath = configPath;
    writeFileSync(configPath, JSON.stringify(config));
  }

  /** Resolves when its ports are open. */
  async start(launch?: Launch): Promise<void> {
    const [program, args] = commandOf(launch, [process.execPath, main, this.#configPath]);
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...childEnvironment(), ...launch?.env },
    });
    this.#child = child;
    let said = '';
    child.stderr!.on('data', (bytes: Buffer) => {
      said = (said + bytes.toString('utf8')).slice(-2000);
    });
    const ready = once(createInterface({ input: child.stdout! }), 'line');
    const ended = once(child, 'exit').then(() => {
      throw new Error(`the hub ended: ${said}`);
    });
    await Promise.race([ready, ended]);
    ended.catch(() => undefined);
  }

  get pid(): number {
    return this.#child!.pid!;
  }

  get isRunning(): boolean {
    return this.#child?.exitCode === null && this.#child.signalCode === null;
  }

  /** The power fails. */
  kill = (): Promise<void> => this.#end('SIGKILL');
  /** A clean end. */
  stop = (): Promise<void> => this.#end('SIGTERM');

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }
}
