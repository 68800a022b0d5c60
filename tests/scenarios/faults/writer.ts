// Holds the process that commits, and reads afterwards what of it is on disk.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { loadOrCreateJournalKey } from '../../../device/journal/key.ts';
import { openCounterStore } from '../../../device/journal/open-counter-db.ts';
import { systemClock } from '../../../device/platform/clock.ts';
import { silentLog } from '../../../device/platform/log.ts';
import { systemRandom } from '../../../device/platform/random.ts';
import { commandOf, type Launch } from '../../../simulators/faults/launch.ts';
import { childEnvironment } from '../rig/child-environment.ts';
import type { WriterTask } from './writer-words.ts';

const script = fileURLToPath(new URL('./commit-writer.ts', import.meta.url));

export interface Ack {
  seq: number;
  hash: string;
}

/** The acknowledged commits so far, and how the process ended. */
export class Writer {
  readonly acks: Ack[] = [];
  /** Its own words when a commit failed. */
  failed: string | undefined;
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  #listeners: (() => void)[] = [];

  constructor(task: WriterTask, launch?: Launch) {
    const [program, args] = commandOf(launch, [process.execPath, script, JSON.stringify(task)]);
    this.#child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...childEnvironment(), ...launch?.env },
    });
    createInterface({ input: this.#child.stdout! }).on('line', (line) => {
      const said = JSON.parse(line) as Partial<Ack> & { failed?: string };
      if (said.seq !== undefined) this.acks.push(said as Ack);
      if (said.failed !== undefined) this.failed = said.failed;
      for (const listener of this.#listeners) listener();
    });
    this.#ended = once(this.#child, 'close').then(() => {
      for (const listener of this.#listeners) listener();
    });
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  get wasKilled(): boolean {
    return this.#child.signalCode === 'SIGKILL';
  }

  /** Resolves when so many commits are acknowledged, one failed, or the process is gone. */
  async until(count: number): Promise<void> {
    while (this.acks.length < count && this.failed === undefined && this.isRunning) {
      await new Promise<void>((resolve) => {
        this.#listeners = [resolve];
      });
    }
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }
}

/** How many acknowledged rows a control has lost. */
export function lostRows(folder: string, acks: readonly Ack[]): number {
  const db = new DatabaseSync(join(folder, 'control.db'));
  try {
    db.exec('CREATE TABLE IF NOT EXISTS line (seq INTEGER PRIMARY KEY) STRICT');
    const { rows } = db.prepare('SELECT count(*) AS rows FROM line').get() as { rows: number };
    return Math.max(0, acks.length - rows);
  } finally {
    db.close();
  }
}

/** Opens the journal as a counter does at its start, and compares it with what was acknowledged: what is wrong, in words. */
export async function journalLosses(
  { folder, engine }: Pick<WriterTask, 'folder' | 'engine'>,
  counter: string,
  acks: readonly Ack[],
): Promise<{ problems: string[]; lost: number }> {
  const store = await openCounterStore({
    folder,
    counter,
    key: await loadOrCreateJournalKey(join(folder, 'journal.key')),
    clock: systemClock(),
    random: systemRandom(),
    log: silentLog,
    agentVersion: 'fault',
    engine,
  });
  try {
    const problems: string[] = [];
    const { reason } = store.boot;
    if (acks.length > 0 && reason !== 'start') problems.push(`the journal was not accepted: ${reason}`);
    let lost = 0;
    for (const { seq, hash } of acks) if ((await store.journal.hashAt(seq)) !== hash) lost += 1;
    if (lost > 0) problems.push(`${lost} of ${acks.length} acknowledged lines are lost`);
    return { problems, lost };
  } finally {
    await store.close();
  }
}
