// The transparency log: appends into the hub's store beside plain SHA-256 inserts of the same leaves, and its proofs.
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Db } from '@zhuangui/protocol/db/db.ts';
import { migrate } from '@zhuangui/protocol/db/migrate.ts';
import { openDb } from '@zhuangui/protocol/db/open-db.ts';
import { leafHash } from '@zhuangui/protocol/tlog/hashing.ts';
import { encodeLeaf, type LogLeaf } from '@zhuangui/protocol/tlog/leaves.ts';
import { verifyConsistency, verifyInclusion } from '@zhuangui/protocol/tlog/verify.ts';
import {
  appendLeaves,
  consistencyProof,
  headAt,
  inclusionProof,
  readLeaves,
} from '../../hub/transparency/log-store.ts';
import { transparencySchema } from '../../hub/transparency/transparency-schema.ts';

export interface LogBench {
  leaves: number;
  appendsPerSecond: number;
  plainPerSecond: number;
  /** plainPerSecond / appendsPerSecond: how many times dearer a leaf of the log is. */
  ratio: number;
  proofs: { name: 'inclusion' | 'consistency'; bytes: number; makeUs: number; verifyUs: number }[];
  /** Microseconds of one SHA-256 over two hashes: the yardstick of verification. */
  hashUs: number;
}

/** A day's heads are written in transactions of this size. */
const batch = 500;

const headLeaf = (index: number): LogLeaf => ({
  v: 1,
  at: 1_800_000_000_000 + index,
  type: 'head',
  day: '2027-01-15',
  counter: `c-${String(index).padStart(6, '0')}`,
  journal: `j${index.toString(16).padStart(16, '0')}`,
  seq: 100 + index,
  hash: createHash('sha256').update(String(index)).digest('hex'),
  sig: 'A'.repeat(86),
});

async function timed(work: () => Promise<void>): Promise<number> {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}

/** The same bytes, hashed and stored, without a tree. */
async function appendPlainly(db: Db, leaves: number): Promise<void> {
  for (let from = 0; from < leaves; from += batch)
    await db.transaction(async (tx) => {
      const rows = Array.from({ length: batch }, (_, at) => {
        const bytes = encodeLeaf(headLeaf(from + at));
        const hash = createHash('sha256').update(bytes).digest('hex');
        return [from + at, hash, Buffer.from(bytes).toString('hex')];
      });
      await tx.run(
        'INSERT INTO plain (id, hash, bytes) SELECT value ->> 0, unhex(value ->> 1), unhex(value ->> 2) FROM json_each(?)',
        [JSON.stringify(rows)],
      );
    });
}

async function appendToLog(db: Db, leaves: number): Promise<void> {
  for (let from = 0; from < leaves; from += batch)
    await db.transaction(async (tx) => {
      const added = Array.from({ length: batch }, (_, at) => ({ leaf: headLeaf(from + at), subject: 'x' }));
      await appendLeaves(tx, 1, added);
    });
}

async function measureProofs(db: Db, size: number, times: number): Promise<LogBench['proofs']> {
  const newest = await headAt(db, 1, size);
  const names = ['inclusion', 'consistency'] as const;
  const proofs: LogBench['proofs'] = [];
  for (const name of names) {
    let [makeMs, verifyMs, bytes] = [0, 0, 0];
    for (let time = 0; time < times; time++) {
      const place = Math.floor(((time + 0.37) / times) * (size - 1)) + 1;
      const older = await headAt(db, 1, place);
      const leaf = (await readLeaves(db, 1, place - 1, 1))[0]!;
      let proof: Uint8Array[] = [];
      makeMs += await timed(async () => {
        proof =
          name === 'inclusion'
            ? await inclusionProof(db, 1, place - 1, size)
            : await consistencyProof(db, 1, place, size);
      });
      const startMs = performance.now();
      const isRight =
        name === 'inclusion'
          ? verifyInclusion(leafHash(leaf.bytes), place - 1, proof, newest)
          : verifyConsistency(older, newest, proof);
      verifyMs += performance.now() - startMs;
      if (!isRight) throw new Error(`a ${name} proof at ${place} of ${size} does not verify`);
      bytes = Math.max(bytes, proof.length * 32);
    }
    proofs.push({ name, bytes, makeUs: (makeMs * 1000) / times, verifyUs: (verifyMs * 1000) / times });
  }
  return proofs;
}

function hashUs(): number {
  const pair = new Uint8Array(65);
  const startMs = performance.now();
  for (let time = 0; time < 20_000; time++) createHash('sha256').update(pair).digest();
  return ((performance.now() - startMs) * 1000) / 20_000;
}

/** `leaves` is a multiple of 500. Default: what 20,000 counters write in five days. */
export async function benchLog(leaves = 100_000, times = 500): Promise<LogBench> {
  const folder = await mkdtemp(join(tmpdir(), 'log-bench-'));
  const db = await openDb({ engine: 'sqlite3', path: join(folder, 'log.db') });
  try {
    await migrate(db, transparencySchema.migrations, 'transparency');
    await db.run("INSERT INTO log_epoch (epoch, origin, began_at) VALUES (1, 'bench', 1)");
    await db.run(
      'CREATE TABLE plain (id INTEGER PRIMARY KEY, hash BLOB NOT NULL, bytes BLOB NOT NULL) STRICT',
    );
    const plainMs = await timed(() => appendPlainly(db, leaves));
    const logMs = await timed(() => appendToLog(db, leaves));
    return {
      leaves,
      appendsPerSecond: (leaves * 1000) / logMs,
      plainPerSecond: (leaves * 1000) / plainMs,
      ratio: logMs / plainMs,
      proofs: await measureProofs(db, leaves, times),
      hashUs: hashUs(),
    };
  } finally {
    await db.close();
    await rm(folder, { recursive: true });
  }
}
