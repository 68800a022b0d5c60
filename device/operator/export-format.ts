// pure
// A journal on a USB stick: the exact lines, one each, and beside them the signed head that proves them (OPR-15).
import { createPublicKey, verify } from 'node:crypto';
import { genesisHash, headBytes, nextHash } from '@zhuangui/protocol/journal-chain.ts';
import { defineMessage } from '@zhuangui/protocol/schema.ts';
import { Base64, Closed, CounterId, JournalId, Position, Sha256, TimeMs } from '@zhuangui/protocol/units.ts';
import Type, { type Static } from 'typebox';

export const ExportHead = Closed({
  v: Type.Literal(1),
  counter: CounterId,
  journal: JournalId,
  seq: Position,
  hash: Sha256,
  /** Ed25519 over `headBytes`, base64. */
  sig: Base64(100),
  /** SPKI DER, base64; the hub's register says whether it is this counter's. */
  publicKey: Base64(200),
  exportedAt: TimeMs,
});
export type ExportHead = Static<typeof ExportHead>;
export const exportHeadMessage = defineMessage('head of an exported journal', 2048, ExportHead);

/** Names of the two files; `atMs` wall time. */
export function exportNames(counter: string, journal: string, seq: number, atMs: number) {
  const at = new Date(atMs).toISOString().replace(/[-:]|\.\d+/g, '');
  const base = `${counter}-${journal}-${seq}-${at}`;
  return { lines: `${base}.ndjson`, head: `${base}.head.json` };
}

/** Null when the lines lead to the head and the head is signed; else what is wrong. */
export function exportProblem(head: ExportHead, lines: Iterable<Uint8Array>): string | null {
  let hash = genesisHash(head.counter, head.journal);
  let count = 0;
  for (const line of lines) {
    hash = nextHash(hash, line);
    count += 1;
  }
  if (count !== head.seq) return `there are ${count} lines, the head says ${head.seq}`;
  if (hash !== head.hash) return 'the lines do not lead to the head';
  const key = createPublicKey({ key: Buffer.from(head.publicKey, 'base64'), format: 'der', type: 'spki' });
  const signed = headBytes(head.counter, head.journal, head.seq, head.hash);
  return verify(null, signed, key, Buffer.from(head.sig, 'base64')) ? null : 'the signature does not fit';
}
