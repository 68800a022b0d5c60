// Signed lists in SQLite: exact bytes by name. Nothing read here is trusted before it is verified again.
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import type { CatalogBase } from './trusted-catalog.ts';
import { type PushedRole, pushedRoles, type SetBytes } from './trusted-set.ts';

/** What the disk held, damaged or not. */
export interface StoredRows {
  roots: Uint8Array[];
  metadata: Partial<Record<PushedRole, Uint8Array>>;
  files: Record<string, Uint8Array>;
  base: Partial<Record<'timestamp' | 'snapshot' | 'catalog', Uint8Array>>;
  chunks: Map<number, Uint8Array>;
  floorMs: number;
  /** What this counter keeps of the transparency log. */
  log?: Uint8Array;
}

const logName = 'log/memory';
const baseNames = ['timestamp', 'snapshot', 'catalog'] as const;
const pick = <K extends string>(
  parts: ReadonlyMap<string, Uint8Array>,
  prefix: string,
  names: readonly K[],
) =>
  Object.fromEntries(
    names.flatMap((name) => {
      const bytes = parts.get(`${prefix}${name}`);
      return bytes ? [[name, bytes]] : [];
    }),
  ) as Partial<Record<K, Uint8Array>>;

const below = (parts: ReadonlyMap<string, Uint8Array>, prefix: string) =>
  [...parts]
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, bytes]) => [name.slice(prefix.length), bytes] as const);

/** Everything stored. */
export async function readRows(db: Queries): Promise<StoredRows> {
  const rows = await db.query<{ name: string; bytes: Uint8Array }>('SELECT name, bytes FROM list_part');
  const parts = new Map(rows.map((row) => [row.name, row.bytes]));
  const chunks = await db.query<{ chunk: number; bytes: Uint8Array }>('SELECT chunk, bytes FROM list_chunk');
  const clock = await db.query<{ floorMs: number }>('SELECT floor_ms AS floorMs FROM list_clock');
  const roots = below(parts, 'root/').sort(([a], [b]) => Number(a) - Number(b));
  return {
    roots: roots.map(([, bytes]) => bytes),
    metadata: pick(parts, 'metadata/', pushedRoles),
    files: Object.fromEntries(below(parts, 'file/')),
    base: pick(parts, 'base/', baseNames),
    chunks: new Map(chunks.map((row) => [row.chunk, row.bytes])),
    floorMs: clock[0]?.floorMs ?? 0,
    ...(parts.has(logName) ? { log: parts.get(logName)! } : {}),
  };
}

function namedParts(bytes: SetBytes, base: CatalogBase | undefined): [string, Uint8Array][] {
  const baseParts: [string, Uint8Array][] = base
    ? [
        ['base/timestamp', base.timestamp],
        ['base/snapshot', base.snapshot],
        ['base/catalog', base.catalog.bytes],
      ]
    : [];
  return [
    ...bytes.roots.map((root, index): [string, Uint8Array] => [`root/${index + 2}`, root]),
    ...pushedRoles.map((role): [string, Uint8Array] => [`metadata/${role}`, bytes.metadata[role]]),
    ...Object.entries(bytes.files).map(([path, file]): [string, Uint8Array] => [`file/${path}`, file]),
    ...baseParts,
  ];
}

/** Replaces the set and its base; chunks only where their bytes are given. */
export async function writeRows(
  tx: Queries,
  bytes: SetBytes,
  base: CatalogBase | undefined,
  chunks: ReadonlyMap<number, Uint8Array>,
  floorMs: number,
  log: Uint8Array | undefined,
): Promise<void> {
  const kept: [string, Uint8Array][] = log ? [[logName, log]] : [];
  const parts = [...namedParts(bytes, base), ...kept];
  await tx.run('DELETE FROM list_part');
  await tx.run(
    `INSERT INTO list_part (name, bytes) VALUES ${parts.map(() => '(?, ?)').join(', ')}`,
    parts.flat(),
  );
  for (const [chunk, content] of chunks)
    await tx.run('INSERT OR REPLACE INTO list_chunk (chunk, bytes) VALUES (?, ?)', [chunk, content]);
  await writeFloor(tx, floorMs);
}

/** Keeps the time floor as it is given; only `ListStore` decides whether it may fall (LIST-5). */
export async function writeFloor(db: Queries, floorMs: number): Promise<void> {
  await db.run('INSERT OR REPLACE INTO list_clock (id, floor_ms) VALUES (1, CAST(? AS INTEGER))', [
    Math.floor(floorMs),
  ]);
}
