// pure
// REL-12: what somebody's signature would cover, worked out again from the lines themselves: in a browser or offline.
// No Node module here: the console imports this file.

import { differenceWords, type Words } from './difference-words.ts';
import { differenceOf } from './differences.ts';

/** The lines of every chunk, as they would be published and as they are now: newline-ended, in order of chunk. */
export interface ReleaseContents {
  version: number;
  chunks: string[];
  before: string[];
}

/** The one thing a certifier's key signs: the list of catalog chunks. */
export interface SignedCatalog {
  version: number;
  expires: string;
  /** By chunk number. */
  chunks: { length: number; sha256: string }[];
}

/** Why nothing is signed; `code` is for words in the reader's language. */
export class ContentsError extends Error {
  override readonly name = 'ContentsError';
  readonly code: 'not-a-catalog' | 'other-contents';
  constructor(code: ContentsError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

const chunkCount = 64;
const pathOf = (chunk: number) => `catalog/${String(chunk).padStart(2, '0')}.ndjson`;
const notACatalog = (why: string) =>
  new ContentsError('not-a-catalog', `Not signed: these bytes are no catalog (${why}).`);

/**
 * Reads the bytes to be signed. Throws ContentsError `not-a-catalog` for anything else than a catalog's list of chunks:
 * a certifier's key never signs a root, delegations or another list, whoever hands them to her.
 */
export function readSignable(text: string): SignedCatalog {
  let json: Record<string, unknown>;
  try {
    json = JSON.parse(text) as Record<string, unknown>;
  } catch {
    throw notACatalog('no JSON');
  }
  const { _type: type, version, expires, targets, delegations } = json ?? {};
  if (type !== 'targets') throw notACatalog(`${String(type).slice(0, 20)} instead of targets`);
  if (delegations !== undefined) throw notACatalog('they give trust to other keys');
  if (!Number.isSafeInteger(version) || (version as number) < 1) throw notACatalog('no version');
  if (typeof expires !== 'string' || Number.isNaN(Date.parse(expires))) throw notACatalog('no expiry date');
  const files = Object.entries((targets ?? {}) as Record<string, unknown>);
  if (files.length !== chunkCount) throw notACatalog(`${files.length} parts instead of ${chunkCount}`);
  const byPath = new Map(files);
  const chunks = Array.from({ length: chunkCount }, (_, chunk) => {
    const file = byPath.get(pathOf(chunk)) as
      | { length?: unknown; hashes?: Record<string, unknown> }
      | undefined;
    const sha256 = file?.hashes?.['sha256'];
    const isWhole = Number.isSafeInteger(file?.length) && typeof sha256 === 'string';
    if (!isWhole || !/^[0-9a-f]{64}$/.test(sha256)) throw notACatalog(`no SHA-256 for ${pathOf(chunk)}`);
    return { length: file!.length as number, sha256 };
  });
  return { version: version as number, expires, chunks };
}

/** Throws ContentsError `other-contents` unless every chunk is exactly the one the signature would cover. */
export async function checkContents(
  signed: SignedCatalog,
  contents: ReleaseContents,
  sha256: (bytes: Uint8Array<ArrayBuffer>) => Promise<string> | string,
): Promise<void> {
  const refused = (what: string) =>
    new ContentsError('other-contents', `Not signed: ${what} is not what the signature would cover.`);
  if (contents.version !== signed.version || contents.chunks.length !== chunkCount)
    throw refused('the version shown');
  for (const [chunk, { length, sha256: hash }] of signed.chunks.entries()) {
    const bytes = new TextEncoder().encode(contents.chunks[chunk]!);
    if (bytes.length !== length || (await sha256(bytes)) !== hash) throw refused(pathOf(chunk));
  }
}

function linesOf(chunks: readonly string[]): Map<string, string> {
  const lines = chunks.flatMap((chunk) => chunk.split('\n').filter((line) => line !== ''));
  return new Map(lines.map((line) => [(JSON.parse(line) as { id: string }).id, line]));
}

export interface Summary {
  entries: number;
  added: number;
  changed: number;
  removed: number;
  /** One sentence for each changed entry, in order of id. */
  words: { entry: string; words: Words }[];
}

/** What the new lines change against those before, in words. */
export function summaryOf({ chunks, before }: Pick<ReleaseContents, 'chunks' | 'before'>): Summary {
  const [now, old] = [linesOf(chunks), linesOf(before)];
  const ids = [...new Set([...now.keys(), ...old.keys()])].filter((id) => now.get(id) !== old.get(id)).sort();
  const differences = ids.map((entry) =>
    differenceOf({ entry, line: now.get(entry) ?? null, baseLine: old.get(entry) ?? null }),
  );
  const count = (kind: string) => differences.filter((one) => one.kind === kind).length;
  return {
    entries: now.size,
    added: count('added'),
    changed: count('changed'),
    removed: count('removed'),
    words: differences.map((one) => ({ entry: one.entry, words: differenceWords(one) })),
  };
}
