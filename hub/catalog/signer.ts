// pure
// Who signs lists: the hub asks, and never needs to know where the private key lives.

export interface Signer {
  /** SHA-256 of the key's canonical form, hexadecimal (LIST-2). */
  readonly keyId: string;
  /** Ed25519 public key, 64 lower-case hexadecimal digits. */
  readonly publicKey: string;
  /** Ed25519 signature over exactly these bytes, 64 bytes. */
  sign(bytes: Uint8Array): Uint8Array;
}

/** The keys that lie on the hub itself: they can stop a counter, never introduce a product. */
export interface OnlineSigners {
  snapshot: Signer;
  timestamp: Signer;
  channels: Signer;
}

/** Everyone who signs when a repository is made. */
export interface AllSigners {
  root: Signer[];
  certifiers: Signer[];
  supervisors: Signer[];
  online: OnlineSigners;
}
