// pure
// Signed notes (C2SP signed-note) with Ed25519: a text, an empty line, and lines that say who signed it (TLOG-3).
import { createHash, createPublicKey, verify } from 'node:crypto';

const ed25519Type = 1;
/** Texts are short; a note longer than this is nobody's checkpoint. */
export const noteBytesMax = 16_384;

/** Who may sign: the name in the note, and the key as 64 lower-case hexadecimal digits. */
export interface NoteKey {
  name: string;
  publicKey: string;
}
export interface NoteSignature {
  name: string;
  /** First four bytes of the key hash. */
  keyId: Uint8Array;
  signature: Uint8Array;
}
export interface Note {
  /** With its last newline. */
  text: string;
  signatures: NoteSignature[];
}
export type NoteResult = { ok: true; note: Note } | { ok: false; problem: string };

const isName = (name: string) => /^[^\s+]+$/.test(name);
const isBase64 = (text: string) =>
  /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text);

/** Key id of an Ed25519 note key: the first four bytes of SHA-256(name ‖ "\n" ‖ 0x01 ‖ key). */
export function noteKeyId({ name, publicKey }: NoteKey): Uint8Array {
  const hash = createHash('sha256').update(`${name}\n`).update(Uint8Array.of(ed25519Type));
  return new Uint8Array(hash.update(publicKey, 'hex').digest().subarray(0, 4));
}

/** A key as C2SP writes it: `name+keyid+base64`. */
export const encodeNoteKey = (key: NoteKey): string =>
  `${key.name}+${Buffer.from(noteKeyId(key)).toString('hex')}+${Buffer.concat([
    Uint8Array.of(ed25519Type),
    Buffer.from(key.publicKey, 'hex'),
  ]).toString('base64')}`;

/** Reads `name+keyid+base64`, or undefined when it is no Ed25519 key whose id fits. */
export function parseNoteKey(text: string): NoteKey | undefined {
  const [, name, id, encoded] = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/.exec(text) ?? [];
  if (!name || !id || !encoded) return undefined;
  const bytes = Buffer.from(encoded, 'base64');
  if (bytes.length !== 33 || bytes[0] !== ed25519Type) return undefined;
  const key = { name, publicKey: bytes.subarray(1).toString('hex') };
  return Buffer.from(noteKeyId(key)).toString('hex') === id ? key : undefined;
}

/** Puts a signature under a text. `signature` is Ed25519 over the text's UTF-8 bytes. */
export function encodeNote(text: string, key: NoteKey, signature: Uint8Array): string {
  const line = Buffer.concat([noteKeyId(key), signature]).toString('base64');
  return `${text}\n— ${key.name} ${line}\n`;
}

function parseSignature(line: string): NoteSignature | undefined {
  const [, name, encoded] = /^— ([^\s+]+) (\S+)$/.exec(line) ?? [];
  if (!name || !encoded || !isName(name) || !isBase64(encoded)) return undefined;
  const bytes = Buffer.from(encoded, 'base64');
  if (bytes.length < 5) return undefined;
  return { name, keyId: new Uint8Array(bytes.subarray(0, 4)), signature: new Uint8Array(bytes.subarray(4)) };
}

/** Takes a note apart without judging its signatures. */
export function parseNote(note: string): NoteResult {
  const refused = (problem: string) => ({ ok: false as const, problem });
  if (Buffer.byteLength(note) > noteBytesMax) return refused('The note is too long');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the format forbids them.
  if (/[\u0000-\u0009\u000b-\u001f\ufffd]/.test(note)) return refused('The note holds control characters');
  const split = note.lastIndexOf('\n\n');
  if (split < 0 || !note.endsWith('\n')) return refused('The note has no signatures');
  const lines = note.slice(split + 2, -1).split('\n');
  const signatures = lines.map(parseSignature);
  if (lines.length > 100 || signatures.some((signature) => !signature))
    return refused('A signature line of the note cannot be read');
  return { ok: true, note: { text: note.slice(0, split + 1), signatures: signatures as NoteSignature[] } };
}

const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex');

function isSignedBy(text: string, key: NoteKey, signature: Uint8Array): boolean {
  if (signature.length !== 64 || !/^[0-9a-f]{64}$/.test(key.publicKey)) return false;
  try {
    const der = Buffer.concat([spkiPrefix, Buffer.from(key.publicKey, 'hex')]);
    const publicKey = createPublicKey({ key: der, format: 'der', type: 'spki' });
    return verify(null, Buffer.from(text), publicKey, signature);
  } catch {
    return false;
  }
}

/** The text of a note that `key` signed. Other people's signatures are passed over; a wrong one of `key` refuses. */
export function openNote(
  note: string,
  key: NoteKey,
): { ok: true; text: string } | { ok: false; problem: string } {
  const parsed = parseNote(note);
  if (!parsed.ok) return parsed;
  const id = Buffer.from(noteKeyId(key));
  const mine = parsed.note.signatures.filter(({ name, keyId }) => name === key.name && id.equals(keyId));
  if (mine.length === 0) return { ok: false, problem: `The note is not signed by ${key.name}` };
  const { text } = parsed.note;
  return mine.every(({ signature }) => isSignedBy(text, key, signature))
    ? { ok: true, text }
    : { ok: false, problem: `The signature of ${key.name} does not fit the note` };
}
