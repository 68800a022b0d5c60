// Keys that are the same in every run, so that the same seed writes the same bytes. They protect nothing.
import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import type { JournalKey } from '../../device/journal/key.ts';
import { localSigner } from '../../hub/catalog/keys.ts';
import type { AllSigners, Signer } from '../../hub/catalog/signer.ts';

/** PKCS#8 of an Ed25519 key up to its 32 bytes (RFC 8410, section 7). */
const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex');

function keyOf(name: string): KeyObject {
  const secret = createHash('sha256').update(`world ${name}`).digest();
  return createPrivateKey({ key: Buffer.concat([pkcs8Head, secret]), format: 'der', type: 'pkcs8' });
}

const signer = (name: string): Signer => localSigner(keyOf(name));
const three = (name: string) => [1, 2, 3].map((number) => signer(`${name} ${number}`));

/** Everyone who signs lists; `others` makes people of another office under the same online keys. */
export function worldSigners(others = ''): AllSigners {
  return {
    root: three(`root${others}`),
    certifiers: three(`certifier${others}`),
    supervisors: three(`supervisor${others}`),
    online: {
      snapshot: signer('snapshot'),
      timestamp: signer('timestamp'),
      channels: signer('channels'),
    },
  };
}

/** The journal key of one counter. */
export function worldJournalKey(counter: string): JournalKey {
  const key = keyOf(`journal ${counter}`);
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64');
  return { publicKey, sign: (bytes) => sign(null, bytes, key).toString('base64') };
}
