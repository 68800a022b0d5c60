// REL-12: the bytes to be signed, fetched and worked out again in this browser before the key touches them.
import {
  ContentsError,
  checkContents,
  type ReleaseContents,
  readSignable,
  type Summary,
  summaryOf,
} from '../../../releases/contents.ts';
import { ApiError, get, getFile } from '../../shared/api.ts';
import { sha256 } from '../keys/browser-key.ts';

export interface ToSign {
  bytes: Uint8Array<ArrayBuffer>;
  digest: string;
  version: number;
  expires: string;
  summary: Summary;
}

const refusal = (reason: string, message: string) => new ApiError(0, 'local', message, { reason });

/** Rejects when anything is not what the page showed: nothing is signed then. */
export async function bytesToSign(release: { id: string; digest: string | null }): Promise<ToSign> {
  const path = `/api/releases/${release.id}`;
  const { blob } = await getFile(`${path}/signable`);
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const digest = await sha256(bytes);
  if (digest !== release.digest)
    throw refusal('bytes-changed', 'The bytes to sign are not those of this release.');
  try {
    const signed = readSignable(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    const contents = await get<ReleaseContents>(`${path}/contents`);
    await checkContents(signed, contents, sha256);
    const { version, expires } = signed;
    return { bytes, digest, version, expires, summary: summaryOf(contents) };
  } catch (error) {
    if (error instanceof ContentsError) throw refusal(error.code, error.message);
    throw error;
  }
}
