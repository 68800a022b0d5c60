// Looking entries and suppliers up by what a person typed, with suggestions when nothing fits.
import { setImmediate } from 'node:timers/promises';
import { type Entry, entryMessage } from '@zhuangui/protocol/catalog.ts';
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import { nearest } from './nearest.ts';

export interface CatalogSearch {
  entry(id: string): Promise<Entry | undefined>;
  /** The supplier's name, or undefined when no certified entry is theirs. */
  supplier(creditCode: string): Promise<string | undefined>;
  /** At most five entries whose id or name comes closest, as `id name`. */
  suggestEntries(text: string): Promise<string[]>;
  suggestSuppliers(text: string): Promise<string[]>;
  entryCount(): Promise<number>;
  entries(): Promise<Entry[]>;
}

/** A whole catalog is parsed in slices: receipts must not wait for it. */
const parsedAtOnce = 200;

interface Named {
  id: string;
  name: string;
}

const suggest = (text: string, rows: readonly Named[]) =>
  nearest(text, rows, ({ id, name }) => [id, name]).map(({ id, name }) => `${id} ${name}`);

/** The current catalog as its tables hold it. */
export function createCatalogSearch(db: Queries): CatalogSearch {
  const lines = (sql: string, params: string[]) => db.query<{ line: string }>(sql, params);
  const parse = ({ line }: { line: string }) => {
    const parsed = entryMessage.parse(new TextEncoder().encode(line));
    return parsed.ok ? [parsed.value as Entry] : [];
  };

  return {
    async entry(id) {
      return (await lines('SELECT line FROM catalog_entry WHERE id = ?', [id])).flatMap(parse)[0];
    },
    async supplier(creditCode) {
      const rows = await db.query<Named>(
        'SELECT supplier_name AS name FROM catalog_entry WHERE credit_code = ? LIMIT 1',
        [creditCode],
      );
      return rows[0]?.name;
    },
    async suggestEntries(text) {
      return suggest(text, await db.query<Named>('SELECT id, name FROM catalog_entry'));
    },
    async suggestSuppliers(text) {
      const rows = await db.query<Named>(
        'SELECT DISTINCT credit_code AS id, supplier_name AS name FROM catalog_entry',
      );
      return suggest(text, rows);
    },
    async entryCount() {
      return (await db.query<{ count: number }>('SELECT count(*) AS count FROM catalog_entry'))[0]!.count;
    },
    async entries() {
      const rows = await lines('SELECT line FROM catalog_entry ORDER BY id', []);
      const entries: Entry[] = [];
      for (let at = 0; at < rows.length; at += parsedAtOnce) {
        entries.push(...rows.slice(at, at + parsedAtOnce).flatMap(parse));
        await setImmediate();
      }
      return entries;
    },
  };
}
