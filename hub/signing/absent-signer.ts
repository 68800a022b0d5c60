// pure
// Where the hub holds no key for a list: whoever asks it to sign is told who has to.
import type { Signer } from '../catalog/signer.ts';
import { DomainError } from '../platform/domain-error.ts';

const absent = (): never => {
  throw new DomainError(
    'conflict',
    'key-missing',
    'This hub holds no key for withdrawals: a supervisor signs in and signs with a key of her own.',
  );
};

/** KEY-3: nothing is signed without a person. */
export const absentSigner: Signer = {
  get keyId() {
    return absent();
  },
  get publicKey() {
    return absent();
  },
  sign: absent,
};
