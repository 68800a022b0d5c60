// Commands this counter has seen, in the journal's file: begun in the transaction of the line that announces them.
import type { CommandState } from '@zhuangui/protocol/commands.ts';
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import type { Migration } from '@zhuangui/protocol/db/migrate.ts';
import type { Line } from '@zhuangui/protocol/journal-lines.ts';

/** What a `service` line of a command is called. */
export const commandAction = 'hub-command';

export const commandMigrations: readonly Migration[] = [
  {
    id: 900,
    name: 'commands of the hub',
    statements: [
      // state: begun, or as it is told to the hub. seq: the line that announced it, 0 when it was never begun.
      `CREATE TABLE command_seen (
        id TEXT NOT NULL PRIMARY KEY, act TEXT NOT NULL, state TEXT NOT NULL, reason TEXT,
        at INTEGER NOT NULL, seq INTEGER NOT NULL
      ) STRICT`,
      // What a command left on the screens: message, assortment. JSON.
      'CREATE TABLE command_kept (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT',
    ],
  },
];

export interface SeenCommand {
  id: string;
  act: string;
  state: CommandState | 'begun';
  reason: string | null;
  at: number;
  seq: number;
}

/** Commands kept at most: what is older has expired long since. */
const keptMax = 5000;
const announced = /^(c[0-9a-f]{16}) ([a-z-]+)/;

/** CMD-2: whoever has the line has the command: it is never begun again, not even after a replay. */
export async function projectCommands(tx: Queries, lines: readonly Line[]): Promise<void> {
  for (const line of lines) {
    if (line.kind !== 'service' || line.action !== commandAction) continue;
    const [, id, act] = announced.exec(line.detail) ?? [];
    if (!id || !act) continue;
    await tx.run(
      `INSERT OR IGNORE INTO command_seen (id, act, state, at, seq) VALUES (?, ?, 'begun', ?, ?)`,
      [id, act, line.at, line.seq],
    );
  }
}

export async function seenCommand(db: Queries, id: string): Promise<SeenCommand | undefined> {
  const [row] = await db.query<SeenCommand>('SELECT * FROM command_seen WHERE id = ?', [id]);
  return row;
}

export const begunCommands = (db: Queries): Promise<SeenCommand[]> =>
  db.query("SELECT * FROM command_seen WHERE state = 'begun'");

export async function settleCommand(
  tx: Queries,
  id: string,
  state: CommandState,
  reason: string | undefined,
): Promise<void> {
  await tx.run('UPDATE command_seen SET state = ?, reason = ? WHERE id = ?', [state, reason ?? null, id]);
}

/** A command that was answered without being begun; the answer stays the same however often it comes. */
export async function noteCommand(
  db: Queries,
  { id, act, state, reason, at, seq }: SeenCommand,
): Promise<void> {
  await db.run(
    'INSERT OR IGNORE INTO command_seen (id, act, state, reason, at, seq) VALUES (?, ?, ?, ?, ?, ?)',
    [id, act, state, reason, at, seq],
  );
  await db.run('DELETE FROM command_seen WHERE rowid <= (SELECT max(rowid) FROM command_seen) - ?', [
    keptMax,
  ]);
}

export async function keepValue(tx: Queries, name: string, value: object | undefined): Promise<void> {
  if (value === undefined) await tx.run('DELETE FROM command_kept WHERE name = ?', [name]);
  else
    await tx.run('INSERT OR REPLACE INTO command_kept (name, value) VALUES (?, ?)', [
      name,
      JSON.stringify(value),
    ]);
}

export async function keptValue<T>(db: Queries, name: string): Promise<T | undefined> {
  const [row] = await db.query<{ value: string }>('SELECT value FROM command_kept WHERE name = ?', [name]);
  return row ? (JSON.parse(row.value) as T) : undefined;
}
