// pure
// One signature by one key, checked by itself.
import { createPublicKey, verify } from 'node:crypto';

/** SPKI of Ed25519 up to the key itself (RFC 8410). */
const spkiHead = '302a300506032b6570032100';

/** `publicKey`: 64 hexadecimal digits; `signature`: 128. Never throws. */
export function isSignedBy(publicKey: string, bytes: Uint8Array, signature: string): boolean {
  if (!/^[0-9a-f]{64}$/.test(publicKey) || !/^[0-9a-f]{128}$/.test(signature)) return false;
  try {
    const key = createPublicKey({
      key: Buffer.from(spkiHead + publicKey, 'hex'),
      format: 'der',
      type: 'spki',
    });
    return verify(null, bytes, key, Buffer.from(signature, 'hex'));
  } catch {
    return false;
  }
}
