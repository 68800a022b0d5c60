// One counter as a child process, held by the scenario: asked, killed, restarted over the same folder.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Slot } from '../../../device/planogram/slot.ts';
import type { OrderAnswer } from '../../../device/screens/source.ts';
import { commandOf, type Launch } from '../../../simulators/faults/launch.ts';
import type { ChildSettings, ChildStatus, KillAt, Question } from '../agent-child-words.ts';
import { childEnvironment } from './child-environment.ts';

const patienceMs = 90_000;
const script = fileURLToPath(new URL('../agent-child.ts', import.meta.url));

type Unnumbered = Question extends infer Q ? (Q extends Question ? Omit<Q, 'id'> : never) : never;
type Said = { id?: number; value?: unknown; error?: string; point?: string; started?: true };

/** A process that hangs is told with its last words, not with the runner's time limit. */
async function inTime<T>(work: Promise<T>, objection: () => string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(objection())), patienceMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

export class RigCounter {
  /** Kill points passed since they were last armed. */
  readonly points: string[] = [];
  readonly #child: ChildProcess;
  readonly #answers = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  readonly #ended: Promise<unknown>;
  #lastId = 0;
  #started = () => {};
  #said = '';

  private constructor(settings: ChildSettings, launch?: Launch) {
    const path = join(settings.folder, 'settings.json');
    writeFileSync(path, JSON.stringify(settings));
    const [program, args] = commandOf(launch, [process.execPath, script, path]);
    this.#child = spawn(program, args, {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: { ...childEnvironment(), ...launch?.env },
    });
    this.#ended = once(this.#child, 'exit').then(() => this.#end());
    this.#child.stderr!.on('data', (bytes: Buffer) => {
      this.#said = (this.#said + bytes.toString('utf8')).slice(-4000);
    });
    this.#child.on('message', (said: Said) => this.#hear(said));
  }

  /** Resolves when the agent has started, or has died at a kill point before that. */
  static async start(settings: ChildSettings, launch?: Launch): Promise<RigCounter> {
    const counter = new RigCounter(settings, launch);
    const started = new Promise<void>((resolve) => {
      counter.#started = resolve;
    });
    await inTime(
      Promise.race([started, counter.#ended]),
      () => `the counter neither started nor ended: ${counter.#said}`,
    );
    if (!counter.isRunning && !counter.wasKilled)
      throw new Error(`the counter did not start: ${counter.#said}`);
    return counter;
  }

  get pid(): number {
    return this.#child.pid!;
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  get wasKilled(): boolean {
    return this.#child.signalCode === 'SIGKILL';
  }

  /** Exit code, or undefined while it runs or when a signal ended it. */
  get exitCode(): number | undefined {
    return this.#child.exitCode ?? undefined;
  }

  /** What it wrote to its log. */
  get said(): string {
    return this.#said;
  }

  /** Resolves when the process is gone. */
  async gone(): Promise<void> {
    await this.#ended;
  }

  /** The shopper asks for goods; undefined when the counter died before it could answer. */
  async order(slots: number[], killAt?: KillAt): Promise<OrderAnswer | undefined> {
    this.points.length = 0;
    const question = { ask: 'order' as const, slots, ...(killAt === undefined ? {} : { killAt }) };
    return (await this.#ask(question).catch((error: Error) => {
      if (this.isRunning) throw error;
    })) as OrderAnswer | undefined;
  }

  restock(slot: Slot): Promise<unknown> {
    return this.#ask({ ask: 'restock', slot });
  }

  measure(): Promise<unknown> {
    return this.#ask({ ask: 'measure' });
  }

  /** Somebody types a PIN at the operator's page; resolves with the desk's answer. */
  signIn(operator: string, pin: string): Promise<unknown> {
    return this.#ask({ ask: 'sign-in', operator, pin });
  }

  async status(): Promise<ChildStatus> {
    return (await this.#ask({ ask: 'status' })) as ChildStatus;
  }

  /** A clean end: journal closed, process gone. */
  async stop(): Promise<void> {
    if (this.isRunning) await this.#ask({ ask: 'stop' });
    await this.#ended;
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  #ask(question: Unnumbered): Promise<unknown> {
    this.#lastId += 1;
    const id = this.#lastId;
    const answer = new Promise((resolve, reject) => {
      if (!this.isRunning) return reject(new Error(`the counter is gone: ${this.#said}`));
      this.#answers.set(id, { resolve, reject });
      this.#child.send({ ...question, id }, () => {});
    });
    return inTime(answer, () => `the counter did not answer "${question.ask}": ${this.#said}`);
  }

  #hear({ id, value, error, point, started }: Said): void {
    if (started) this.#started();
    if (point) this.points.push(point);
    const waiting = id === undefined ? undefined : this.#answers.get(id);
    if (!waiting) return;
    this.#answers.delete(id!);
    if (error === undefined) waiting.resolve(value);
    else waiting.reject(new Error(error));
  }

  #end(): void {
    for (const { reject } of this.#answers.values()) reject(new Error(`the counter is gone: ${this.#said}`));
    this.#answers.clear();
  }
}
