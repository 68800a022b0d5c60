// The published catalog in memory, for names in tables and for the search: read again when a new version is out.
import { setImmediate } from 'node:timers/promises';
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import type { CatalogSearch } from '../../catalog/catalog-search.ts';

export interface CatalogIndex {
  get(id: string): Entry | undefined;
  size(): number;
  /** Entries whose name, id, brand, barcode or supplier contains every word, in order of id. */
  find(text: string, offset: number, limit: number): { total: number; entries: Entry[] };
  reload(): Promise<void>;
}

/** Receipts do not wait for 10,000 entries. */
const indexedAtOnce = 500;

interface Indexed {
  entry: Entry;
  text: string;
}

const textOf = ({ id, name, brand, specification, gtins, supplier, origin }: Entry) =>
  [id, name, brand, specification, ...gtins, supplier.name, supplier.creditCode, origin.name]
    .join('\n')
    .toLowerCase();

export async function openCatalogIndex(search: Pick<CatalogSearch, 'entries'>): Promise<CatalogIndex> {
  let byId = new Map<string, Indexed>();

  async function reload(): Promise<void> {
    const entries = await search.entries();
    const next = new Map<string, Indexed>();
    for (const [at, entry] of entries.entries()) {
      next.set(entry.id, { entry, text: textOf(entry) });
      if (at % indexedAtOnce === 0) await setImmediate();
    }
    byId = next;
  }

  await reload();
  return {
    get: (id) => byId.get(id)?.entry,
    size: () => byId.size,
    find(text, offset, limit) {
      const words = text.toLowerCase().split(/\s+/).filter(Boolean);
      const found = [...byId.values()].filter((one) => words.every((word) => one.text.includes(word)));
      return { total: found.length, entries: found.slice(offset, offset + limit).map((one) => one.entry) };
    },
    reload,
  };
}
