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

/** A patch that was asked for; `isFinal`: the answer will never be another one. */
interface Made {
  content: Content | undefined;
  isFinal: boolean;
}

const patchesKept = 8;
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

  /** LIST-4: 20,000 counters ask for the same few patches within half a minute; each is made once. */
  const patches = new Map<string, Promise<Made>>();

  async function patch(from: number, to: number): Promise<Content | undefined> {
    const key = `${from} ${to}`;
    const known = patches.get(key);
    if (known) return known.then(({ content }) => content);
    const making = makePatch(from, to);
    patches.set(key, making);
    if (patches.size > patchesKept) patches.delete(patches.keys().next().value!);
    const forget = () => {
      if (patches.get(key) === making) patches.delete(key);
    };
    // A version nobody knows yet may come to be; one that is known never changes.
    making.then(({ isFinal }) => isFinal || forget(), forget);
    return (await making).content;
  }

  async function makePatch(from: number, to: number): Promise<Made> {
    const found = await patchBetween(db, from, to);
    if (!found) return { content: undefined, isFinal: false };
    const bytes = new TextEncoder().encode(JSON.stringify(found));
    // A patch over the limit would be refused by every counter; whole chunks are the better answer.
    const content = bytes.length > catalogPatchMessage.maxBytes ? undefined : json(bytes);
    return { content, isFinal: true };
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
