// What the lists say: entries by catalog version, and who is withdrawn, blacklisted or suspended by version.
import { createHash } from 'node:crypto';
import { type Entry, entryMessage } from '@zhuangui/protocol/catalog.ts';
import { exportPaths } from '@zhuangui/protocol/export-format.ts';
import {
  channelSuspensionsMessage,
  chunkOf,
  chunkPath,
  chunkPaths,
  productsPath,
  productWithdrawalsMessage,
  supplierBlacklistMessage,
  suppliersPath,
  suspensionsPath,
} from '@zhuangui/protocol/lists.ts';
import type { Message } from '@zhuangui/protocol/schema.ts';
import type { Static, TSchema } from 'typebox';
import type { ExportFolder } from '../export/export-folder.ts';
import type { Findings } from '../findings.ts';
import { lotKey } from './lot-key.ts';
import type { FileRef, ListVersion, Published } from './published.ts';

export interface Withdrawn {
  products: ReadonlySet<string>;
  /** By `lotKey`. */
  lots: ReadonlySet<string>;
  suppliers: ReadonlySet<string>;
}

export interface ListContent {
  /** The entry as this catalog version says it; undefined: not in it. */
  entry(catalogVersion: number, id: string): Entry | undefined;
  withdrawn(version: number): Withdrawn | undefined;
  suspended(version: number): ReadonlySet<string> | undefined;
  /** The newest withdrawals version that was published at this moment or before; 0: none. */
  withdrawalsAt(atMs: number): number;
}

/** Reads every file that good lists name, each once; bytes that are not the signed ones are reported and not used. */
export function readContent(folder: ExportFolder, findings: Findings, published: Published): ListContent {
  const { lists } = published;
  const chunks = new Map<string, ReadonlyMap<string, Entry>>();
  /** Entries that were asked for, by catalog version; null: not in it. */
  const entries = new Map<number, Map<string, Entry | null>>();

  function signed(ref: FileRef | undefined, path: string): Buffer | undefined {
    if (!ref || !/^[0-9a-f]{64}$/.test(ref.sha256)) return undefined;
    const file = exportPaths.content(ref.sha256);
    if (!folder.has(file)) {
      findings.violation('list-missing', { file }, `a signed list names it as ${path}`);
      return undefined;
    }
    const bytes = folder.bytes(file);
    if (!bytes) return undefined;
    findings.checked('chunks and list files');
    if (bytes.length === ref.length && createHash('sha256').update(bytes).digest('hex') === ref.sha256)
      return bytes;
    findings.violation('list-content', { file }, `its bytes are not those that were signed as ${path}`);
    return undefined;
  }

  function chunk(ref: FileRef, path: string): ReadonlyMap<string, Entry> {
    const known = chunks.get(ref.sha256);
    if (known) return known;
    const found = new Map<string, Entry>();
    const bytes = signed(ref, path);
    const number = chunkPaths.indexOf(path);
    for (const line of bytes
      ?.toString('utf8')
      .split('\n')
      .filter((one) => one !== '') ?? []) {
      const parsed = entryMessage.parse(Buffer.from(line));
      const place = { file: exportPaths.content(ref.sha256) };
      if (!parsed.ok) findings.violation('list-content', place, parsed.problem.message);
      else if (chunkOf(parsed.value.id) !== number)
        findings.violation('list-content', place, `${parsed.value.id} does not belong into ${path}`);
      else found.set(parsed.value.id, parsed.value);
    }
    findings.checked('certified entries read', found.size);
    chunks.set(ref.sha256, found);
    return found;
  }

  function list<S extends TSchema>(
    version: ListVersion,
    path: string,
    message: Message<S>,
  ): Static<S> | undefined {
    const bytes = signed(version.files.get(path), path);
    if (!bytes) return undefined;
    const parsed = message.parse(bytes);
    if (parsed.ok) return parsed.value;
    const file = exportPaths.content(version.files.get(path)!.sha256);
    findings.violation('list-content', { file }, parsed.problem.message);
    return undefined;
  }

  for (const { files } of lists.catalog.values())
    for (const path of chunkPaths) if (files.has(path)) chunk(files.get(path)!, path);
  const withdrawn = new Map<number, Withdrawn>();
  for (const version of lists.withdrawals.values()) {
    const products = list(version, productsPath, productWithdrawalsMessage)?.withdrawals ?? [];
    const suppliers = list(version, suppliersPath, supplierBlacklistMessage)?.suppliers ?? [];
    withdrawn.set(version.version, {
      products: new Set(products.filter(({ lots }) => !lots).map(({ entry }) => entry)),
      lots: new Set(products.flatMap(({ entry, lots }) => (lots ?? []).map((lot) => lotKey(entry, lot)))),
      suppliers: new Set(suppliers.map(({ creditCode }) => creditCode)),
    });
  }
  const suspended = new Map<number, ReadonlySet<string>>();
  for (const version of lists.channels.values()) {
    const rows = list(version, suspensionsPath, channelSuspensionsMessage)?.counters ?? [];
    suspended.set(version.version, new Set(rows.map(({ counter }) => counter)));
  }
  const byTime = [...lists.withdrawals.values()].sort((a, b) => a.publishedAtMs - b.publishedAtMs);

  return {
    entry(catalogVersion, id) {
      let known = entries.get(catalogVersion);
      if (!known) {
        known = new Map();
        entries.set(catalogVersion, known);
      }
      let entry = known.get(id);
      if (entry === undefined) {
        const ref = lists.catalog.get(catalogVersion)?.files.get(chunkPath(chunkOf(id)));
        entry = (ref && chunks.get(ref.sha256)?.get(id)) ?? null;
        known.set(id, entry);
      }
      return entry ?? undefined;
    },
    withdrawn: (version) => withdrawn.get(version),
    suspended: (version) => suspended.get(version),
    withdrawalsAt(atMs) {
      let [low, high] = [0, byTime.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (byTime[middle]!.publishedAtMs <= atMs) low = middle + 1;
        else high = middle;
      }
      return byTime[low - 1]?.version ?? 0;
    },
  };
}
