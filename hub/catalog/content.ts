// What counters fetch over HTTPS: metadata, target files, patches. Nothing here is secret, and nothing is trusted.
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import { catalogPatchMessage } from '@zhuangui/protocol/lists.ts';
import { patchBetween } from './patch.ts';
import { readMetadata, readTarget } from './records.ts';

export interface Content {
  bytes: Uint8Array;
  contentType: string;
}

export interface ListsContent {
  metadata(role: string, version: number): Promise<Content | undefined>;
  target(path: string, sha256: string): Promise<Content | undefined>;
  patch(from: number, to: number): Promise<Content | undefined>;
  /** By path below the hub's address (`listsUrls`); undefined is a 404. */
  get(pathname: string): Promise<Content | undefined>;
}

const json = (bytes: Uint8Array | undefined) => bytes && { bytes, contentType: 'application/json' };
const metadataUrl = /^\/lists\/metadata\/([a-z]{1,20})\/([0-9]{1,10})$/;
const targetUrl = /^\/lists\/targets\/([0-9a-f]{64})\/([a-z]+\/[a-z0-9]+\.[a-z]+)$/;
const patchUrl = /^\/lists\/patches\/([0-9]{1,10})\/([0-9]{1,10})$/;

/** The content of a repository's store. */
export function createListsContent(db: Queries): ListsContent {
  async function metadata(role: string, version: number) {
    return json((await readMetadata(db, role, version))?.bytes);
  }

  async function target(path: string, sha256: string) {
    const bytes = await readTarget(db, path, sha256);
    return (
      bytes && { bytes, contentType: path.endsWith('.json') ? 'application/json' : 'application/x-ndjson' }
    );
  }

  async function patch(from: number, to: number) {
    const found = await patchBetween(db, from, to);
    if (!found) return undefined;
    const bytes = new TextEncoder().encode(JSON.stringify(found));
    // A patch over the limit would be refused by every counter; whole chunks are the better answer.
    return bytes.length > catalogPatchMessage.maxBytes ? undefined : json(bytes);
  }

  async function get(pathname: string) {
    const [, role, version] = metadataUrl.exec(pathname) ?? [];
    if (role && version) return metadata(role, Number(version));
    const [, hash, path] = targetUrl.exec(pathname) ?? [];
    if (hash && path) return target(path, hash);
    const [, from, to] = patchUrl.exec(pathname) ?? [];
    return from && to ? patch(Number(from), Number(to)) : undefined;
  }

  return { metadata, target, patch, get };
}
