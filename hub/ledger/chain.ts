// pure
// The journal's hash chain over many lines at once; the same chain as `nextHash`, without a text per line.
import { createHash } from 'node:crypto';

/** Hash after `lines`, beginning with the hash before them; hexadecimal both. */
export function hashAfter(
  previous: string,
  lines: readonly Uint8Array[],
  from = 0,
  to = lines.length,
): string {
  if (from >= to) return previous;
  let hash: Uint8Array = Buffer.from(previous, 'hex');
  for (let at = from; at < to; at += 1) {
    hash = createHash('sha256').update(hash).update(lines[at]!).digest();
  }
  return (hash as Buffer).toString('hex');
}
