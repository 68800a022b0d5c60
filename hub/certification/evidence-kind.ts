// pure
// CERT-5: what a file is, by its bytes; the name must agree with it.

export const evidenceKinds = {
  pdf: { type: 'application/pdf', endings: ['pdf'] },
  jpeg: { type: 'image/jpeg', endings: ['jpg', 'jpeg'] },
  png: { type: 'image/png', endings: ['png'] },
} as const;
export type EvidenceKind = keyof typeof evidenceKinds;

export const evidenceBytesMax = 10 * 1024 * 1024;
export const evidenceFilesMax = 20;

const pngHead = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** A scanner may pad a picture with zeros; a writer of PDF ends it with %%EOF and a line or two. */
const tailBytes = 1024;

const startsWith = (bytes: Uint8Array, head: readonly number[]) =>
  head.every((byte, at) => bytes[at] === byte);
const ascii = (bytes: Uint8Array) => String.fromCharCode(...bytes);

/** The kind of a whole file: its head and its end must both be right. Undefined when it is none of the three. */
export function kindOfBytes(bytes: Uint8Array): EvidenceKind | undefined {
  const tail = bytes.subarray(Math.max(0, bytes.length - tailBytes));
  if (startsWith(bytes, [0x25, 0x50, 0x44, 0x46, 0x2d]))
    return ascii(tail).includes('%%EOF') ? 'pdf' : undefined;
  if (startsWith(bytes, pngHead) && ascii(bytes.subarray(12, 16)) === 'IHDR')
    return ascii(tail).includes('IEND') ? 'png' : undefined;
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) return endsAsJpeg(tail) ? 'jpeg' : undefined;
  return undefined;
}

function endsAsJpeg(tail: Uint8Array): boolean {
  let end = tail.length;
  while (end > 0 && tail[end - 1] === 0) end -= 1;
  return end >= 2 && tail[end - 2] === 0xff && tail[end - 1] === 0xd9;
}

export type EvidenceProblem = 'empty' | 'too-large' | 'not-evidence' | 'wrong-name';

/** The kind, or why the file is refused. */
export function checkEvidence(
  bytes: Uint8Array,
  fileName: string,
): EvidenceKind | { problem: EvidenceProblem } {
  if (bytes.length === 0) return { problem: 'empty' };
  if (bytes.length > evidenceBytesMax) return { problem: 'too-large' };
  const kind = kindOfBytes(bytes);
  if (!kind) return { problem: 'not-evidence' };
  const ending = /\.([a-z0-9]+)$/i.exec(fileName)?.[1]?.toLowerCase() ?? '';
  return (evidenceKinds[kind].endings as readonly string[]).includes(ending)
    ? kind
    : { problem: 'wrong-name' };
}

export const evidenceSentences: Record<EvidenceProblem, string> = {
  empty: 'The file is empty: choose another one.',
  'too-large': 'The file is larger than 10 MB: make it smaller.',
  'not-evidence': 'The file is no whole PDF, JPEG or PNG, whatever its name says: scan or export it again.',
  'wrong-name': 'The name does not end as the content asks (.pdf, .jpg, .png): rename the file.',
};
