// Takes the databases of a machine away in the middle of whatever it does, as a power cut would.
import { DatabaseSync } from 'node:sqlite';

/** The power of this world fails by closing files, so that waiting for a real disk proves nothing here. */
const unsynced = (sql: string): string => sql.replace(/^(PRAGMA synchronous *=).*$/i, '$1 OFF');

export interface Power {
  /** Closes every database below a folder; nothing more is written to it. */
  fail(folder: string): void;
  /** Leaves `node:sqlite` as it was. */
  end(): void;
}

export function watchDatabases(): Power {
  const open = new Map<DatabaseSync, string>();
  const prepare = DatabaseSync.prototype.prepare;
  DatabaseSync.prototype.prepare = function prepared(this: DatabaseSync, sql, ...more) {
    if (!open.has(this)) open.set(this, this.location() ?? '');
    return prepare.call(this, unsynced(sql), ...more);
  };
  return {
    fail(folder) {
      for (const [database, path] of open) {
        if (!path.startsWith(folder)) continue;
        open.delete(database);
        if (database.isOpen) database.close();
      }
    },
    end() {
      DatabaseSync.prototype.prepare = prepare;
    },
  };
}
