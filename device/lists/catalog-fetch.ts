// Obtains the catalog a verified set names: metadata, then a patch, then whole chunks for what still differs.
import { type CatalogPatch, catalogPatchMessage } from '@zhuangui/protocol/lists.ts';
import { patchChunks } from './catalog-patch.ts';
import type { IndexedChunk } from './indexed-chunk.ts';
import { ListRefusal, toRefusal } from './list-refusal.ts';
import type { ListsFetcher } from './lists-fetcher.ts';
import { type CatalogBase, isChunk, names, type TrustedCatalog, verifyCatalog } from './trusted-catalog.ts';
import type { TrustedSet } from './trusted-set.ts';

export interface CatalogNeed {
  set: TrustedSet;
  base: CatalogBase | undefined;
  chunks: readonly (IndexedChunk | undefined)[];
  trustedNowMs: number;
}

/** A verified catalog and the bytes of the chunks that are new. */
export interface ObtainedCatalog {
  catalog: TrustedCatalog;
  changed: ReadonlyMap<number, Uint8Array>;
  /** Bytes fetched, for the statistics. */
  fetchedBytes: number;
}

const chunksAtOnce = 4;

async function obtain(fetch: Promise<Uint8Array | undefined>, what: string): Promise<Uint8Array> {
  const bytes = await fetch.catch((error: unknown) => {
    throw new ListRefusal('fetch-failed', toRefusal(error, what).message);
  });
  if (!bytes) throw new ListRefusal('fetch-failed', `${what}: the hub does not have it`);
  return bytes;
}

async function obtainMetadata(fetcher: ListsFetcher, need: CatalogNeed): Promise<TrustedCatalog> {
  const { set, base } = need;
  if (base && names(set, base.catalog)) return base.catalog;
  const { version } = set.catalog;
  const bytes = await obtain(fetcher.metadata('catalog', version), `catalog ${version}`);
  return verifyCatalog(set, bytes, base?.catalog.bytes, need.trustedNowMs);
}

/** A patch is a convenience: whatever is wrong with it, whole chunks follow. */
async function obtainPatch(fetcher: ListsFetcher, from: number, to: number) {
  const bytes = await fetcher.patch(from, to).catch(() => undefined);
  const parsed = bytes && catalogPatchMessage.parse(bytes);
  const patch: CatalogPatch = parsed?.ok ? parsed.value : { v: 1, from, to, set: [], remove: [] };
  return { patch, fetchedBytes: bytes?.length ?? 0 };
}

const differing = (catalog: TrustedCatalog, have: (number: number) => Uint8Array | undefined): number[] =>
  catalog.chunks.flatMap((ref, number) => {
    const bytes = have(number);
    return bytes && isChunk(ref, bytes) ? [] : [number];
  });

/**
 * Fetches what `need.set` names and this counter lacks. `staged` keeps fetched chunks, by hash, for the next try.
 * Throws ListRefusal `fetch-failed`, or why the metadata is not to be trusted.
 */
export async function obtainCatalog(
  fetcher: ListsFetcher,
  need: CatalogNeed,
  staged: Map<string, Uint8Array>,
): Promise<ObtainedCatalog> {
  const catalog = await obtainMetadata(fetcher, need);
  const changed = new Map<number, Uint8Array>();
  let fetchedBytes = 0;
  const have = (number: number) => changed.get(number) ?? need.chunks[number]?.bytes;
  const isNewer = need.base !== undefined && need.base.catalog.version < catalog.version;
  if (isNewer && differing(catalog, have).length > 0) await usePatch();
  await fetchChunks(differing(catalog, have));
  return { catalog, changed, fetchedBytes };

  async function usePatch(): Promise<void> {
    const found = await obtainPatch(fetcher, need.base!.catalog.version, catalog.version);
    fetchedBytes += found.fetchedBytes;
    for (const [number, bytes] of patchChunks(need.chunks, found.patch))
      if (isChunk(catalog.chunks[number]!, bytes)) changed.set(number, bytes);
  }

  async function fetchChunks(numbers: readonly number[]): Promise<void> {
    for (let start = 0; start < numbers.length; start += chunksAtOnce)
      await Promise.all(numbers.slice(start, start + chunksAtOnce).map(fetchChunk));
  }

  async function fetchChunk(number: number): Promise<void> {
    const ref = catalog.chunks[number]!;
    const bytes = staged.get(ref.sha256) ?? (await obtain(fetchTarget(ref), ref.path));
    if (!isChunk(ref, bytes))
      throw new ListRefusal('wrong-hash', `${ref.path}: the bytes are not the signed ones`);
    fetchedBytes += staged.has(ref.sha256) ? 0 : bytes.length;
    staged.set(ref.sha256, bytes);
    changed.set(number, bytes);
  }

  function fetchTarget(ref: TrustedCatalog['chunks'][number]) {
    // An empty chunk needs no round trip; its hash is checked like any other.
    return ref.length === 0
      ? Promise.resolve(new Uint8Array(0))
      : fetcher.target(ref.path, ref.sha256, ref.length);
  }
}
