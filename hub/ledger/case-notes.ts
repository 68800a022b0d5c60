// Cases found outside of a commit: those that are found while the database is busy are stored together.
import type { Db } from '@zhuangui/protocol/db/db.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { NewCase } from './ledger-types.ts';
import { writeCases } from './write-group.ts';

export interface CaseNotesParts {
  db: Db;
  clock: Clock;
  log: Log;
  /** Called after cases were stored. */
  stored(): void;
}

interface Group {
  cases: NewCase[];
  done: Promise<void>;
}

export class CaseNotes {
  readonly #parts: CaseNotesParts;
  /** Whose transaction has not begun: whoever comes now goes with it. */
  #next: Group | undefined;

  constructor(parts: CaseNotesParts) {
    this.#parts = parts;
  }

  /**
   * ATK-4: a counter that says nonsense a hundred times a second costs the others one transaction in between theirs,
   * not a hundred. Resolves when the case is stored; one that cannot be is in the log. Never rejects.
   */
  note(found: NewCase): Promise<void> {
    const entry = { ...found, detail: found.detail.slice(0, 300) };
    if (this.#next) {
      this.#next.cases.push(entry);
      return this.#next.done;
    }
    const group: Group = { cases: [entry], done: Promise.resolve() };
    this.#next = group;
    group.done = this.#store(group);
    return group.done;
  }

  async #store(group: Group): Promise<void> {
    const { db, clock, log, stored } = this.#parts;
    try {
      await db.transaction(async (tx) => {
        this.#next = undefined;
        await writeCases(tx, group.cases, clock.nowMs());
      });
      stored();
    } catch (error) {
      if (this.#next === group) this.#next = undefined;
      log.error({ error, cases: group.cases.slice(0, 10) }, 'a case could not be stored');
    }
  }
}
