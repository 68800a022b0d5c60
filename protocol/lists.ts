// pure
// What the signed lists contain and how they are cut: 64 catalog chunks and the three sanction lists.
import { createHash } from 'node:crypto';
import Type, { type Static } from 'typebox';
import { defineMessage } from './schema.ts';
import { Closed, CounterId, CreditCode, EntryId, Lot, Text, TimeMs, Version } from './units.ts';

/** TUF roles below root (architecture, "Lists and trust"). */
export const listRoles = {
  /** Any two of the region's three certifiers. */
  catalog: { name: 'catalog', threshold: 2, paths: ['catalog/*'] },
  /** Any one of the supervisors: a withdrawal is fast, and it can only take away. */
  withdrawals: { name: 'withdrawals', threshold: 1, paths: ['withdrawals/*'] },
  /** The hub's online key: which channels are suspended. */
  channels: { name: 'channels', threshold: 1, paths: ['channels/*'] },
} as const;

export const chunkCount = 64;
/** Paths of the small lists; they travel inside the push. */
export const productsPath = 'withdrawals/products.json';
export const suppliersPath = 'withdrawals/suppliers.json';
export const suspensionsPath = 'channels/suspensions.json';

/** A chunk's target path: `catalog/00.ndjson` … `catalog/63.ndjson`. */
export const chunkPath = (chunk: number) => `catalog/${String(chunk).padStart(2, '0')}.ndjson`;
export const chunkPaths: readonly string[] = Array.from({ length: chunkCount }, (_, chunk) =>
  chunkPath(chunk),
);

/** In which chunk an entry stands: the first byte of SHA-256 of its id, modulo 64. */
export const chunkOf = (entryId: string): number =>
  createHash('sha256').update(entryId).digest()[0]! % chunkCount;

/** A chunk's exact bytes: entry lines in order of id, each ended by a newline. Input: id → line without newline. */
export function chunkBytes(lines: ReadonlyMap<string, string>): Uint8Array {
  const ids = [...lines.keys()].sort();
  return new TextEncoder().encode(ids.map((id) => `${lines.get(id)}\n`).join(''));
}

const reasoned = { reason: Text(300), at: TimeMs };

/** Withdrawn products and lots (清理出目录, 召回). Without `lots` the whole product is withdrawn. */
export const ProductWithdrawals = Closed({
  withdrawals: Type.Array(
    Closed({
      entry: EntryId,
      lots: Type.Optional(Type.Array(Lot, { minItems: 1, maxItems: 200, uniqueItems: true })),
      ...reasoned,
    }),
    { maxItems: 20_000 },
  ),
});
export type ProductWithdrawals = Static<typeof ProductWithdrawals>;
export const productWithdrawalsMessage = defineMessage('withdrawn products', 131_072, ProductWithdrawals);

/** Blacklisted suppliers (扶贫失信黑名单): every product of theirs is withdrawn. */
export const SupplierBlacklist = Closed({
  suppliers: Type.Array(Closed({ creditCode: CreditCode, ...reasoned }), { maxItems: 20_000 }),
});
export type SupplierBlacklist = Static<typeof SupplierBlacklist>;
export const supplierBlacklistMessage = defineMessage('blacklisted suppliers', 131_072, SupplierBlacklist);

/** Suspended channels (通报曝光): the counter stops selling and says so. */
export const ChannelSuspensions = Closed({
  counters: Type.Array(Closed({ counter: CounterId, ...reasoned }), { maxItems: 20_000 }),
});
export type ChannelSuspensions = Static<typeof ChannelSuspensions>;
export const channelSuspensionsMessage = defineMessage('suspended channels', 131_072, ChannelSuspensions);

/** Changed entry lines since a catalog version. Unsigned: only the resulting chunk hashes count (LIST-4). */
export const CatalogPatch = Closed({
  v: Type.Literal(1),
  from: Version,
  to: Version,
  /** Exact line of each added or changed entry. */
  set: Type.Array(Closed({ id: EntryId, line: Type.String({ maxLength: 4096 }) }), { maxItems: 20_000 }),
  remove: Type.Array(EntryId, { maxItems: 20_000 }),
});
export type CatalogPatch = Static<typeof CatalogPatch>;
export const catalogPatchMessage = defineMessage('catalog patch', 8_388_608, CatalogPatch);

/**
 * LIST-2: the id of an Ed25519 key is SHA-256 of its canonical TUF form, so one key never counts under two ids.
 * Input: public key as 64 lower-case hexadecimal digits.
 */
export const ed25519KeyId = (publicHex: string): string =>
  createHash('sha256')
    .update(`{"keytype":"ed25519","keyval":{"public":"${publicHex}"},"scheme":"ed25519"}`)
    .digest('hex');

/** Where counters fetch bulk content over HTTPS, as paths below the hub's address. */
export const listsUrls = {
  metadata: (role: string, version: number) => `/lists/metadata/${role}/${version}`,
  target: (path: string, sha256: string) => `/lists/targets/${sha256}/${path}`,
  patch: (from: number, to: number) => `/lists/patches/${from}/${to}`,
} as const;

/** Size limits of what is fetched: metadata files; a chunk's limit is its signed length. */
export const metadataBytesMax = 65_536;
export const chunkBytesMax = 4_194_304;
