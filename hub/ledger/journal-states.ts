// The journals the hub has heard of since it started; the rest stays in the database.
import type { Db } from '@zhuangui/protocol/db/db.ts';
import { genesisHash } from '@zhuangui/protocol/journal-chain.ts';
import type { JournalState } from './journal-state.ts';

interface Row {
  key: number;
  seq: number;
  hash: string;
  frozen: number;
}

/** More than a fleet of 20,000 has; beyond it, journals at rest leave memory, oldest first. */
const keptMax = 60_000;

export class JournalStates {
  readonly #db: Db;
  readonly #states = new Map<string, JournalState>();
  readonly #loading = new Map<string, Promise<JournalState>>();
  #lastKey: number;

  private constructor(db: Db, lastKey: number) {
    this.#db = db;
    this.#lastKey = lastKey;
  }

  static async open(db: Db): Promise<JournalStates> {
    const [row] = await db.query<{ last: number | null }>('SELECT max(key) AS last FROM journal');
    return new JournalStates(db, row?.last ?? 0);
  }

  /** Without waiting, when it is in memory. */
  peek(counter: string, journal: string): JournalState | undefined {
    return this.#states.get(`${counter}/${journal}`);
  }

  /** From the database, or new and empty. */
  load(counter: string, journal: string): Promise<JournalState> {
    const id = `${counter}/${journal}`;
    const known = this.#states.get(id);
    if (known !== undefined) return Promise.resolve(known);
    const loading =
      this.#loading.get(id) ?? this.#read(counter, journal).finally(() => this.#loading.delete(id));
    this.#loading.set(id, loading);
    return loading;
  }

  async #read(counter: string, journal: string): Promise<JournalState> {
    const sql = 'SELECT key, seq, hash, frozen FROM journal WHERE counter = ? AND journal = ?';
    const [row] = await this.#db.query<Row>(sql, [counter, journal]);
    const head = { seq: row?.seq ?? 0, hash: row?.hash ?? genesisHash(counter, journal) };
    if (row === undefined) this.#lastKey += 1;
    const key = row?.key ?? this.#lastKey;
    const frozen = row?.frozen === 1;
    const state: JournalState = {
      key,
      counter,
      journal,
      committed: head,
      verified: head,
      tentative: head,
      frozen,
    };
    this.#states.set(`${counter}/${journal}`, state);
    this.#forgetOldest();
    return state;
  }

  #forgetOldest(): void {
    for (const [id, state] of this.#states) {
      if (this.#states.size <= keptMax || state.tentative !== state.committed) return;
      this.#states.delete(id);
    }
  }
}
