// A process that commits journal lines and says of each when it is on disk; killed or cut off from its disk meanwhile.
//   node commit-writer.ts <JSON: {how, engine, folder, count}>; prints {"ready":true}, then {"seq":n,"hash":"…"} per commit
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import sqlite3 from 'sqlite3';
import { loadOrCreateJournalKey } from '../../../device/journal/key.ts';
import { openCounterStore } from '../../../device/journal/open-counter-db.ts';
import { systemClock } from '../../../device/platform/clock.ts';
import { silentLog } from '../../../device/platform/log.ts';
import { systemRandom } from '../../../device/platform/random.ts';
import { type WriterTask, writerCounter } from './writer-words.ts';

const say = (line: object) => void process.stdout.write(`${JSON.stringify(line)}\n`);

async function writeJournal({ engine, folder, count }: WriterTask): Promise<void> {
  const { journal } = await openCounterStore({
    folder,
    counter: writerCounter,
    key: await loadOrCreateJournalKey(join(folder, 'journal.key')),
    clock: systemClock(),
    random: systemRandom(),
    log: silentLog,
    agentVersion: 'fault',
    engine,
  });
  say({ ready: true });
  for (let written = 0; count === 0 || written < count; written += 1) {
    await journal.append([{ kind: 'ticket', code: 'commit-writer', detail: `line ${written}` }]);
    say(journal.head());
  }
}

const pragmas = {
  'delete-full': ['journal_mode = DELETE', 'synchronous = FULL'],
  'wal-normal': ['journal_mode = WAL', 'synchronous = NORMAL'],
} as const;
const table = 'CREATE TABLE IF NOT EXISTS line (seq INTEGER PRIMARY KEY) STRICT';

async function writeRows({ how, engine, folder, count }: WriterTask): Promise<void> {
  const execute = await opened(engine, join(folder, 'control.db'));
  for (const pragma of pragmas[how as keyof typeof pragmas]) await execute(`PRAGMA ${pragma}`);
  await execute(table);
  say({ ready: true });
  for (let seq = 1; count === 0 || seq <= count; seq += 1) {
    await execute(`INSERT INTO line VALUES (${seq})`);
    say({ seq, hash: '' });
  }
}

/** A bare connection of an engine, without what the project puts around it. */
async function opened(engine: WriterTask['engine'], path: string): Promise<(sql: string) => Promise<void>> {
  if (engine === 'node:sqlite') {
    const db = new DatabaseSync(path);
    return async (sql) => db.exec(sql);
  }
  const db = await new Promise<sqlite3.Database>((resolve, reject) => {
    const made: sqlite3.Database = new sqlite3.Database(path, (error) =>
      error ? reject(error) : resolve(made),
    );
  });
  return (sql) =>
    new Promise((resolve, reject) => db.exec(sql, (error) => (error ? reject(error) : resolve())));
}

const task = JSON.parse(process.argv[2]!) as WriterTask;
// Idle means alive: the file stays open until the process is killed.
setInterval(() => {}, 60_000);
(task.how === 'journal' ? writeJournal(task) : writeRows(task)).catch((error: Error) => {
  say({ failed: error.message });
});
