// pure
// The files of a rotation: what is trusted now, the draft that people sign, and their signatures. Nothing in them is secret.
import { createHash } from 'node:crypto';
import { defineMessage } from '@zhuangui/protocol/schema.ts';
import { Closed, Sha256, Text, TimeMs, Version } from '@zhuangui/protocol/units.ts';
import Type, { type Static } from 'typebox';
import { DomainError } from '../../platform/domain-error.ts';

const Metadata = Type.String({ minLength: 2, maxLength: 65_536 });
const Hex64 = Type.String({ pattern: '^[0-9a-f]{64}$' });
const Ref = Closed({ keyId: Sha256, publicKey: Hex64 });
const Online = Closed({ snapshot: Ref, timestamp: Ref, channels: Ref });
const Signed = { root: Metadata, targets: Metadata, catalog: Metadata, withdrawals: Metadata };
const ListRole = Type.Union([Type.Literal('catalog'), Type.Literal('withdrawals')]);

/** A public key and whose it is; the name is for people, the key is what counts. */
export const PublicKeyFile = Closed({
  v: Type.Literal(1),
  kind: Type.Literal('public-key'),
  name: Text(64),
  keyId: Sha256,
  publicKey: Hex64,
});

/** What people signed and is in force, the hub's next online keys, and keys an administrator confirmed. */
export const TrustFile = Closed({
  v: Type.Literal(1),
  kind: Type.Literal('trust'),
  ...Signed,
  nextOnline: Type.Optional(Online),
  waiting: Type.Array(Closed({ name: Text(64), role: ListRole, keyId: Sha256, publicKey: Hex64 }), {
    maxItems: 100,
  }),
});
export type TrustFile = Static<typeof TrustFile>;

/** Exactly the bytes a signature covers, as text. */
const Part = Closed({ version: Version, signable: Metadata });
export const RotationFile = Closed({
  v: Type.Literal(1),
  kind: Type.Literal('root-rotation'),
  note: Text(280),
  draftedAt: TimeMs,
  before: Closed(Signed),
  parts: Closed({
    root: Part,
    targets: Part,
    catalog: Type.Optional(Part),
    withdrawals: Type.Optional(Part),
  }),
  /** Names by key id. */
  names: Type.Array(Closed({ keyId: Sha256, name: Text(64) }), { maxItems: 200 }),
});
export type RotationFile = Static<typeof RotationFile>;

export const partNames = ['root', 'targets', 'catalog', 'withdrawals'] as const;
export type PartName = (typeof partNames)[number];

const PartSignature = Closed({
  part: Type.Union([
    Type.Literal('root'),
    Type.Literal('targets'),
    Type.Literal('catalog'),
    Type.Literal('withdrawals'),
  ]),
  keyId: Sha256,
  signature: Type.String({ pattern: '^[0-9a-f]{128}$' }),
});
export type PartSignature = Static<typeof PartSignature>;
export const SignatureFile = Closed({
  v: Type.Literal(1),
  kind: Type.Literal('rotation-signatures'),
  digest: Sha256,
  signatures: Type.Array(PartSignature, { minItems: 1, maxItems: 4 }),
});
export type SignatureFile = Static<typeof SignatureFile>;

export const publicKeyMessage = defineMessage('public key', 4096, PublicKeyFile);
export const trustMessage = defineMessage('trust', 700_000, TrustFile);
export const rotationMessage = defineMessage('rotation', 1_000_000, RotationFile);
export const signatureMessage = defineMessage('rotation signatures', 16_384, SignatureFile);

/** What all holders compare, read out aloud: SHA-256 over everything that is signed. */
export const rotationDigest = ({ parts }: RotationFile): string =>
  createHash('sha256')
    .update(JSON.stringify(partNames.map((name) => parts[name]?.signable ?? '')))
    .digest('hex');

/** Text of one of the files. Throws DomainError `bad-ceremony-file`, naming what is wrong. */
export function readAs<T>(
  message: {
    parse(bytes: Uint8Array): { ok: true; value: T } | { ok: false; problem: { message: string } };
  },
  bytes: Uint8Array,
  path: string,
): T {
  const parsed = message.parse(bytes);
  if (parsed.ok) return parsed.value;
  throw new DomainError('invalid', 'bad-ceremony-file', `${path}: ${parsed.problem.message}`);
}
