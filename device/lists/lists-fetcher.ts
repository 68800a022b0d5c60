// pure
// Where bulk content comes from. Nothing it returns is trusted; undefined means the hub has no such thing.

export interface ListsFetcher {
  metadata(role: string, version: number): Promise<Uint8Array | undefined>;
  patch(from: number, to: number): Promise<Uint8Array | undefined>;
  /** `lengthMax` is the signed length: more is never read. */
  target(path: string, sha256: string, lengthMax: number): Promise<Uint8Array | undefined>;
  /** Bytes of the proof between two sizes of the hub's log; absent where there is no log. */
  consistency?(origin: string, from: number, to: number): Promise<Uint8Array | undefined>;
}
