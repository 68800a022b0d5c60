// What was published under a version: the ground on which a permit is judged. Answers are kept, versions never change.
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import {
  type ProductWithdrawals,
  productsPath,
  type SupplierBlacklist,
  suppliersPath,
} from '@zhuangui/protocol/lists.ts';
import type { ListsContent } from '../../catalog/content.ts';

export interface WithdrawnAt {
  /** Entry to its withdrawn lots; null for all of them. */
  entries: Map<string, ReadonlySet<string> | null>;
  suppliers: ReadonlySet<string>;
}

export interface PublishedLists {
  entry(id: string, catalogVersion: number): Promise<Entry | undefined>;
  /** Undefined when that version was never published here. */
  withdrawn(version: number): Promise<WithdrawnAt | undefined>;
}

const cacheMax = 20_000;
const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8');

/** Remembers what a function answered, newest questions first out last. */
function remembered<T>(max: number, ask: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (key) => {
    const before = known.get(key);
    if (before) return before;
    if (known.size >= max) known.delete(known.keys().next().value!);
    const answer = ask(key);
    known.set(key, answer);
    answer.catch(() => known.delete(key));
    return answer;
  };
}

function mapOf({ withdrawals }: ProductWithdrawals): WithdrawnAt['entries'] {
  const entries: WithdrawnAt['entries'] = new Map();
  for (const { entry, lots } of withdrawals) {
    const before = entries.get(entry);
    if (lots === undefined || before === null) entries.set(entry, null);
    else entries.set(entry, new Set([...(before ?? []), ...lots]));
  }
  return entries;
}

export function publishedLists(
  content: Pick<ListsContent, 'metadata' | 'target'>,
  entryInVersion: (id: string, version: number) => Promise<Entry | undefined>,
): PublishedLists {
  async function readWithdrawn(version: number): Promise<WithdrawnAt | undefined> {
    const metadata = await content.metadata('withdrawals', version);
    if (!metadata) return undefined;
    const { targets } = JSON.parse(textOf(metadata.bytes)).signed;
    const file = async (path: string) =>
      textOf((await content.target(path, targets[path].hashes.sha256))!.bytes);
    const products = JSON.parse(await file(productsPath)) as ProductWithdrawals;
    const { suppliers } = JSON.parse(await file(suppliersPath)) as SupplierBlacklist;
    return { entries: mapOf(products), suppliers: new Set(suppliers.map((one) => one.creditCode)) };
  }
  const entry = remembered(cacheMax, (key) => {
    const [version, id] = key.split(' ');
    return entryInVersion(id!, Number(version));
  });
  const withdrawn = remembered(50, (version) => readWithdrawn(Number(version)));
  return {
    entry: (id, catalogVersion) => entry(`${catalogVersion} ${id}`),
    withdrawn: (version) => withdrawn(String(version)),
  };
}
