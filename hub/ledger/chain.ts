// pure
// The journal's hash chain over many lines at once: the same chain as `nextHash`, without objects per line.
import { hash } from 'node:crypto';

const hashBytes = 32;

/** Hash after `lines[from]` … `lines[to - 1]`, beginning with the hash before them; hexadecimal both. */
export function hashAfter(
  previous: string,
  lines: readonly Uint8Array[],
  from = 0,
  to = lines.length,
): string {
  if (from >= to) return previous;
  let longest = 0;
  for (let at = from; at < to; at += 1) longest = Math.max(longest, lines[at]!.length);
  const block = Buffer.allocUnsafe(hashBytes + longest);
  block.write(previous, 'hex');
  for (let at = from; at < to; at += 1) {
    const line = lines[at]!;
    block.set(line, hashBytes);
    block.set(hash('sha256', block.subarray(0, hashBytes + line.length), 'buffer'));
  }
  return block.toString('hex', 0, hashBytes);
}
