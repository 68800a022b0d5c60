// How fast the verifier judges journal lines, beside plain SHA-256 over the same lines; one core, one process.
import { generateKeyPairSync, hash, sign } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportFormat, exportPaths, exportVersion } from '@zhuangui/protocol/export-format.ts';
import { genesisHash, headBytes, nextHash } from '@zhuangui/protocol/journal-chain.ts';
import { filesNamed, publishedVersions } from '../../hub/catalog/published-archive.ts';
import { readTarget } from '../../hub/catalog/records.ts';
import { createExportFolder } from '../../hub/exports/export-folder.ts';
import { readLines } from '../../verifier/export/read-lines.ts';
import { type Report, verifyExport } from '../../verifier/verify.ts';
import { entriesOf, openHub, startMs } from '../lists/lists-rig.ts';

export interface VerifierBench {
  lines: number;
  bytes: number;
  linesPerSecond: number;
  /** Plain SHA-256 of each line, read from the same file. */
  hashedPerSecond: number;
  /** Time of the verifier / time of plain hashing. */
  ratio: number;
  report: Report;
}

const counters = 4;
const linesAHead = 500;

/** Journals of real sales under real lists; each sale is five lines. */
async function writeJournals(folder: string, salesEach: number): Promise<void> {
  const hub = await openHub({ wallMs: startMs, monotonicMs: 0 });
  await hub.publish(entriesOf(100));
  const out = createExportFolder(folder);
  const published: object[] = [];
  for await (const { role, version, publishedAtMs, bytes } of publishedVersions(hub.db)) {
    await out.whole(exportPaths.metadata(role, version), bytes);
    published.push({ role, version, publishedAtMs });
    if (!['catalog', 'withdrawals', 'channels'].includes(role)) continue;
    for (const { path, hash: name } of filesNamed(bytes))
      if (!out.has(exportPaths.content(name)))
        await out.whole(exportPaths.content(name), (await readTarget(hub.db, path, name))!);
  }
  const rows = (path: string, all: readonly object[]) =>
    out.whole(path, all.map((row) => `${JSON.stringify(row)}\n`).join(''));
  await rows(exportPaths.published, published);
  const push = await hub.repository.push();
  const versions = { ...(await hub.repository.versions()) };
  const lists = hash('sha256', push.snapshot);
  const { signedAt, expires } = JSON.parse(push.timestamp).signed;
  const known = { lists, versions, signedAt, expiresAt: Date.parse(expires) };
  const index: object[] = [];
  const keys: object[] = [];
  for (let number = 1; number <= counters; number += 1) {
    const counter = `b-${String(number).padStart(4, '0')}`;
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const key = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
    const enrolled = { key, certificate: '1', enrolledAtMs: 0, notAfterMs: 0, revokedAtMs: null };
    keys.push({
      counter,
      status: 'enrolled',
      registeredAtMs: 0,
      keys: [enrolled],
      approvedBy: null,
      approvedAtMs: null,
    });
    const journal = `j${String(number).padStart(16, '0')}`;
    const lines = await out.file(exportPaths.journal(counter, journal));
    const heads: object[] = [];
    let head = genesisHash(counter, journal);
    const first = head;
    let [seq, from, prev] = [0, 1, head];
    for (const body of bodies(journal, salesEach, known)) {
      seq += 1;
      const line = Buffer.from(JSON.stringify({ seq, at: startMs + seq, up: seq, ...body }));
      head = nextHash(head, line);
      await lines.write(line);
      await lines.write('\n');
      if (seq % linesAHead !== 0 && seq !== 1 + 1 + 100 + salesEach * 5) continue;
      const sig = sign(null, headBytes(counter, journal, seq, head), privateKey).toString('base64');
      heads.push({ from, to: seq, prev, head, sig, receivedAtMs: startMs });
      [from, prev] = [seq + 1, head];
    }
    await lines.end();
    await rows(exportPaths.heads(counter, journal), heads);
    index.push({ counter, journal, from: 1, prev: first, to: seq, head });
  }
  await rows(exportPaths.counters, keys);
  await rows(exportPaths.journals, index);
  for (const path of [exportPaths.bills, exportPaths.payments]) await rows(path, []);
  await out.manifest({
    format: exportFormat,
    v: exportVersion,
    madeAtMs: startMs,
    period: { from: null, to: null },
    counters: null,
  });
  await hub.db.close();
}

interface Known {
  lists: string;
  versions: Record<string, number>;
  signedAt: number;
  expiresAt: number;
}

function* bodies(
  journal: string,
  sales: number,
  { lists, versions, signedAt, expiresAt }: Known,
): Generator<object> {
  yield { kind: 'boot', journal, agentVersion: '1', reason: 'first-start' };
  const { root, catalog, withdrawals, channels, snapshot } = versions;
  const named = { root, catalog, withdrawals, channels, snapshot };
  yield {
    kind: 'lists',
    versions: named,
    hash: lists,
    signedAt,
    expiresAt,
    timeFloor: signedAt,
    source: 'fetch',
  };
  const entries = entriesOf(100);
  for (const [slot, entry] of entries.entries())
    yield {
      kind: 'restock',
      slot: slot + 1,
      entry: entry.id,
      lot: 'L1',
      madeOn: '2027-01-01',
      bestBefore: '2027-06-01',
      count: 12,
      capacity: 12,
      priceFen: 900,
      operator: '100',
    };
  for (let sale = 0; sale < sales; sale += 1) {
    const { id: entry, certificate, priceBand } = entries[sale % 100]!;
    const order = `o${sale.toString(16).padStart(24, '0')}`;
    const item = { item: 1, slot: (sale % 100) + 1, entry, lot: 'L1', priceFen: 900 };
    const permit = {
      entry,
      lot: 'L1',
      certificate: certificate.number,
      catalogVersion: catalog,
      withdrawalsVersion: withdrawals,
      channelsVersion: channels,
      freshness: 'green',
      priceBand,
      lists,
    };
    const method = 'wechat';
    yield { kind: 'order', order, items: [{ ...item, permit }], totalFen: 900, method };
    yield { kind: 'paid', order, method, amountFen: 900, transaction: `42000000${sale}` };
    yield { kind: 'dispensing', order, ...item, permit };
    yield {
      kind: 'outcome',
      order,
      ...item,
      method,
      outcome: 'delivered',
      detail: 'the drop sensor saw it',
      status: 0,
    };
    yield { kind: 'closed', order, paidFen: 900, deliveredFen: 900, refundedFen: 0 };
  }
}

/** Budget: 100,000 lines a second on one core. */
export async function benchVerifier(lines = 500_000): Promise<VerifierBench> {
  const folder = mkdtempSync(join(tmpdir(), 'verifier-bench-'));
  try {
    const salesEach = Math.max(1, Math.round(lines / counters / 5));
    await writeJournals(folder, salesEach);
    let bytes = 0;
    const hashMs = best(() => {
      bytes = 0;
      for (let number = 1; number <= counters; number += 1) {
        const path = exportPaths.journal(
          `b-${String(number).padStart(4, '0')}`,
          `j${String(number).padStart(16, '0')}`,
        );
        readLines(join(folder, path), (line) => {
          bytes += line.length;
          hash('sha256', line, 'buffer');
        });
      }
    });
    let report: Report | undefined;
    const verifyMs = best(() => {
      report = verifyExport(folder);
    });
    const count = report!.checked['journal lines']!;
    return {
      lines: count,
      bytes,
      linesPerSecond: (count / verifyMs) * 1000,
      hashedPerSecond: (count / hashMs) * 1000,
      ratio: verifyMs / hashMs,
      report: report!,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The better of three rounds, so that a busy neighbour does not count; processor time of this process, ms. */
function best(work: () => void): number {
  let fastest = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 3; round += 1) {
    const start = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(start);
    fastest = Math.min(fastest, (user + system) / 1000);
  }
  return fastest;
}
