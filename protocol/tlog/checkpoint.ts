// pure
// Checkpoints (C2SP tlog-checkpoint): which log, how many leaves, which root, signed as a note (TLOG-3).
import { encodeNote, type NoteKey, openNote } from './note.ts';
import type { TreeHead } from './verify.ts';

export interface Checkpoint extends TreeHead {
  /** Name of the log, without scheme: `hub.example/log`. */
  origin: string;
  /** Lines after the root; this log writes `time <milliseconds>`. */
  extensions: string[];
}
export type CheckpointResult = { ok: true; checkpoint: Checkpoint } | { ok: false; problem: string };

/** The signed text: origin, size, root, extensions, a line each. */
export const checkpointText = ({ origin, size, root, extensions }: Checkpoint): string =>
  [origin, size, Buffer.from(root).toString('base64'), ...extensions].map((line) => `${line}\n`).join('');

/** A signed checkpoint. `sign` is Ed25519 over the given bytes; the key's name is the origin. */
export function signCheckpoint(
  checkpoint: Checkpoint,
  key: NoteKey,
  sign: (bytes: Uint8Array) => Uint8Array,
): string {
  const text = checkpointText(checkpoint);
  return encodeNote(text, key, sign(new TextEncoder().encode(text)));
}

/** Reads a checkpoint's text. Sizes have no leading zero and stay exact numbers. */
export function parseCheckpointText(text: string): CheckpointResult {
  const refused = (problem: string) => ({ ok: false as const, problem });
  if (!text.endsWith('\n')) return refused('The checkpoint ends without a newline');
  const [origin, size, root, ...extensions] = text.slice(0, -1).split('\n');
  if (!origin || size === undefined || root === undefined) return refused('The checkpoint has too few lines');
  if (!/^(0|[1-9]\d{0,15})$/.test(size) || !Number.isSafeInteger(Number(size)))
    return refused('The size of the checkpoint is no number');
  const hash = Buffer.from(root, 'base64');
  if (hash.length !== 32 || hash.toString('base64') !== root)
    return refused('The root of the checkpoint is no hash');
  if (extensions.includes('')) return refused('The checkpoint has an empty line');
  return { ok: true, checkpoint: { origin, size: Number(size), root: new Uint8Array(hash), extensions } };
}

/** Verifies and reads a signed checkpoint of the log whose key this is: the origin must be the key's name. */
export function openCheckpoint(note: string, key: NoteKey): CheckpointResult {
  const opened = openNote(note, key);
  if (!opened.ok) return opened;
  const read = parseCheckpointText(opened.text);
  if (read.ok && read.checkpoint.origin !== key.name)
    return { ok: false, problem: `The checkpoint is of ${read.checkpoint.origin}, not of ${key.name}` };
  return read;
}

/** When a checkpoint of this log was signed, wall time of the hub, or undefined when it does not say. */
export function checkpointTime(checkpoint: Checkpoint): number | undefined {
  const line = checkpoint.extensions.find((extension) => /^time \d{1,15}$/.test(extension));
  return line === undefined ? undefined : Number(line.slice(5));
}
