// The hash chain of one journal over the exact bytes of its lines, and the heads that the counter signed (JRN-2, JRN-3).
import { hash, type KeyObject, verify } from 'node:crypto';
import {
  type ExportedHead,
  type ExportedJournal,
  exportedHeadMessage,
  exportPaths,
} from '@zhuangui/protocol/export-format.ts';
import { genesisHash, headBytes } from '@zhuangui/protocol/journal-chain.ts';
import { lineBytesMax } from '@zhuangui/protocol/journal-lines.ts';
import type { ExportFolder } from '../export/export-folder.ts';
import type { Findings } from '../findings.ts';

const hashBytes = 32;

/** A head that others speak of: the log, or the journal that follows. */
export interface NamedHead {
  seq: number;
  hash: string;
  by: string;
  rule: 'log-head' | 'journal-short';
  /** The counter's own signature, where there is one: a key exchanged later does not fit it. */
  sig?: string;
}

export interface ChainOptions {
  keys: readonly KeyObject[];
  /** Ascending. */
  named: readonly NamedHead[];
  /** Verify every signature, not only those that cover everything before them. */
  everyHead: boolean;
}

/** A signature is verified at least this often; the last one covers all lines before it. */
const linesPerSignature = 5_000;

/**
 * Walks one journal: `line` sees every line with its number, in order. Reports what does not hold; never throws for
 * what the files say.
 */
export function walkJournal(
  folder: ExportFolder,
  findings: Findings,
  journal: ExportedJournal,
  options: ChainOptions,
  line: (bytes: Buffer, seq: number) => void,
): void {
  const { counter, journal: id } = journal;
  const place = { counter, journal: id };
  const heads = readHeads(folder, findings, journal);
  if (journal.from === 1 && journal.prev !== genesisHash(counter, id))
    findings.violation('journal-foreign', place, 'its first hash belongs to another counter or journal');
  const block = Buffer.allocUnsafe(hashBytes + lineBytesMax * 64);
  block.write(journal.prev, 'hex');
  let seq = journal.from - 1;
  let lines = 0;
  let at = 0;
  let named = options.named.findIndex((one) => one.seq > seq);
  if (named === -1) named = options.named.length;
  let signedAt = seq;
  let isBroken = false;
  const now = () => block.toString('hex', 0, hashBytes);

  function reachedHead(head: ExportedHead): void {
    const computed = now();
    const where = { ...place, seq: head.to };
    if (computed !== head.head) {
      if (!isBroken)
        findings.violation(
          'chain-hash',
          where,
          `lines give ${computed.slice(0, 16)}…, signed was ${head.head.slice(0, 16)}…`,
        );
      isBroken = true;
      // From here on the counter's own head is believed, so that one change is one violation.
      block.write(head.head, 'hex');
      isBroken = false;
    }
    const isLast = head === heads.at(-1);
    if (!isLast && !options.everyHead && head.to - signedAt < linesPerSignature) return;
    signedAt = head.to;
    findings.checked('signatures of journal heads');
    if (!isSignedBy(options.keys, headBytes(counter, id, head.to, head.head), head.sig))
      findings.violation('head-unsigned', where, `no journal key of ${counter} signed this head`);
  }

  function judgeNamed({ rule, by, hash: said, sig }: NamedHead): void {
    const where = { ...place, seq };
    findings.checked(rule === 'log-head' ? 'journal heads of the log' : 'journals that follow another');
    if (said !== now())
      return findings.violation(
        rule,
        where,
        `${by} says ${said.slice(0, 16)}…, the lines give ${now().slice(0, 16)}…`,
      );
    if (sig !== undefined && !isSignedBy(options.keys, headBytes(counter, id, seq, said), sig))
      findings.violation(
        rule,
        where,
        `${by} holds a signature of this head that no key of ${counter} here made`,
      );
  }

  folder.lines(exportPaths.journal(counter, id), (bytes) => {
    seq += 1;
    lines += 1;
    if (hashBytes + bytes.length > block.length) {
      findings.violation('line-invalid', { ...place, seq }, `${bytes.length} bytes are no line`);
      return false;
    }
    line(bytes, seq);
    bytes.copy(block, hashBytes);
    (hash('sha256', block.subarray(0, hashBytes + bytes.length), 'buffer') as Buffer).copy(block);
    if (heads[at]?.to === seq) reachedHead(heads[at++]!);
    while (named < options.named.length && options.named[named]!.seq === seq) {
      judgeNamed(options.named[named++]!);
    }
    return undefined;
  });
  findings.checked('journal lines', lines);
  if (at < heads.length)
    findings.violation(
      'journal-short',
      { ...place, seq: heads.at(-1)!.to },
      `lines ${seq + 1} to ${heads.at(-1)!.to} were signed and are not here`,
    );
  if (heads.at(-1)?.to !== seq && at >= heads.length)
    findings.violation(
      'head-unsigned',
      { ...place, seq },
      `the lines after ${heads.at(-1)?.to ?? journal.from - 1} are signed by nobody`,
    );
  if (journal.to !== seq)
    findings.violation(
      'journal-short',
      { ...place, seq: journal.to },
      `the index announces lines to ${journal.to}, ${seq} are here`,
    );
  else if (journal.head !== now())
    findings.violation('chain-hash', { ...place, seq }, 'the index announces another hash at the end');
  for (const one of options.named.slice(named))
    if (one.seq > seq)
      findings.violation(
        one.rule,
        { ...place, seq: one.seq },
        `${one.by} knows line ${one.seq}, the journal here ends at ${seq}`,
      );
}

/** Heads in order, each going on where the one before ended. */
function readHeads(folder: ExportFolder, findings: Findings, journal: ExportedJournal): ExportedHead[] {
  const { counter, journal: id } = journal;
  const heads: ExportedHead[] = [];
  let expected = { seq: journal.from, prev: journal.prev };
  folder.rows(exportPaths.heads(counter, id), exportedHeadMessage, (head) => {
    if (head.from !== expected.seq || head.prev !== expected.prev || head.to < head.from)
      findings.violation(
        'chain-broken',
        { counter, journal: id, seq: head.from },
        `a stretch from line ${head.from} where ${expected.seq} follows`,
      );
    if (head.to >= expected.seq) heads.push(head);
    expected = { seq: Math.max(head.to + 1, expected.seq), prev: head.head };
  });
  return heads;
}

function isSignedBy(keys: readonly KeyObject[], signed: Uint8Array, sig: string): boolean {
  const signature = Buffer.from(sig, 'base64');
  return keys.some((key) => verify(null, signed, key, signature));
}
