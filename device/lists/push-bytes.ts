// From a push to the exact bytes that were signed, with the roots a long absence left out.
import type { ListsPush } from '@zhuangui/protocol/messages.ts';
import { ListRefusal, step, toRefusal } from './list-refusal.ts';
import type { ListsFetcher } from './lists-fetcher.ts';
import { rootVersion } from './trusted-lists.ts';
import { readJson } from './trusted-metadata.ts';
import type { SetBytes } from './trusted-set.ts';

const rootsFetchedMax = 64;
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The bytes of a push. */
export function pushBytes(push: ListsPush): SetBytes {
  const { timestamp, snapshot, targets, withdrawals, channels } = push;
  return {
    roots: push.roots.map(bytesOf),
    metadata: {
      timestamp: bytesOf(timestamp),
      snapshot: bytesOf(snapshot),
      targets: bytesOf(targets),
      withdrawals: bytesOf(withdrawals),
      channels: bytesOf(channels),
    },
    files: Object.fromEntries(Object.entries(push.files).map(([path, text]) => [path, bytesOf(text)])),
  };
}

/**
 * The roots of a push, preceded by those between it and what the counter knows: a push carries the newest 16.
 * Throws ListRefusal `fetch-failed`, `root-gap`.
 */
export async function withMissingRoots(
  fetcher: ListsFetcher,
  pinnedRoot: Uint8Array,
  known: readonly Uint8Array[],
  roots: readonly Uint8Array[],
): Promise<Uint8Array[]> {
  if (!roots[0]) return [];
  const first = step('root', () => readJson(roots[0]!).signed.version);
  const missing: Uint8Array[] = [];
  for (let version = rootVersion(pinnedRoot, known) + 1; version < first; version++) {
    if (missing.length >= rootsFetchedMax)
      throw new ListRefusal('root-gap', `Root ${version} is too far from ${first}`);
    missing.push(await fetchRoot(fetcher, version));
  }
  return [...missing, ...roots];
}

async function fetchRoot(fetcher: ListsFetcher, version: number): Promise<Uint8Array> {
  const bytes = await fetcher.metadata('root', version).catch((error: unknown) => {
    throw new ListRefusal('fetch-failed', toRefusal(error, `root ${version}`).message);
  });
  if (!bytes) throw new ListRefusal('root-gap', `Root ${version} is missing, and the hub does not have it`);
  return bytes;
}
