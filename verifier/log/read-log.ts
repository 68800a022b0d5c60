// The transparency logs of the export: leaves to roots, roots to signed checkpoints, and what they say was recorded.
import {
  type ExportedLog,
  exportedCheckpointMessage,
  exportedLeafMessage,
  exportedLogMessage,
  exportPaths,
} from '@zhuangui/protocol/export-format.ts';
import { openCheckpoint, parseCheckpointText } from '@zhuangui/protocol/tlog/checkpoint.ts';
import { leafHash } from '@zhuangui/protocol/tlog/hashing.ts';
import { type LeafOf, parseLeaf } from '@zhuangui/protocol/tlog/leaves.ts';
import { parseNote, parseNoteKey } from '@zhuangui/protocol/tlog/note.ts';
import { emptyFrontier, type Frontier, pushLeaf, rootOf } from '@zhuangui/protocol/tlog/tree.ts';
import type { ExportFolder } from '../export/export-folder.ts';
import type { Findings } from '../findings.ts';

/** A state of a log that somebody holds. */
export interface SeenHead {
  origin: string;
  size: number;
  /** Base64. */
  root: string;
}

export interface LogTrust {
  /** Keys of the log as the auditor has them, `name+id+key`. */
  keys: readonly string[];
  /** Checkpoints somebody kept: a counter, a witness, an earlier audit. Signed notes. */
  checkpoints: readonly string[];
}

export interface ReadLog {
  isHere: boolean;
  /** When the first log began, by its first leaf; 0 without one. */
  beganAtMs: number;
  lists: readonly LeafOf<'lists'>[];
  heads: readonly { leaf: LeafOf<'head'>; by: string }[];
  /** Says whether the log is the beginning of, or goes on from, what somebody saw; undefined: it does not know that size. */
  root(origin: string, size: number): string | undefined;
}

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

/** Reads every log of the export, oldest first. */
export function readLog(folder: ExportFolder, findings: Findings, trust: LogTrust): ReadLog {
  const logs: ExportedLog[] = [];
  if (folder.has(exportPaths.logs))
    folder.rows(exportPaths.logs, exportedLogMessage, (log) => void logs.push(log));
  else if (trust.keys.length + trust.checkpoints.length > 0)
    findings.violation(
      'file-missing',
      { file: exportPaths.logs },
      'you gave a key or checkpoint of the log, and the log is not here',
    );
  else
    findings.unchecked(
      'the transparency log: the export holds none, so a journal cut at its end is not noticed',
    );
  const reader = new LogReader(folder, findings, trust);
  for (const log of logs) reader.read(log);
  reader.pinned();
  return {
    isHere: logs.length > 0,
    beganAtMs: reader.beganAtMs,
    lists: reader.lists,
    heads: reader.heads,
    root: (origin, size) => reader.roots.get(`${origin} ${size}`),
  };
}

class LogReader {
  readonly lists: LeafOf<'lists'>[] = [];
  readonly heads: { leaf: LeafOf<'head'>; by: string }[] = [];
  /** Root by origin and size, at every size that somebody signed or asks about. */
  readonly roots = new Map<string, string>();
  beganAtMs = 0;
  readonly #folder: ExportFolder;
  readonly #findings: Findings;
  readonly #trust: LogTrust;
  readonly #pinned: (SeenHead & { note: string })[] = [];
  readonly #sizes = new Map<string, number>();

  constructor(folder: ExportFolder, findings: Findings, trust: LogTrust) {
    this.#folder = folder;
    this.#findings = findings;
    this.#trust = trust;
    for (const note of trust.checkpoints) {
      const parsed = parseNote(note);
      const read = parsed.ok ? parseCheckpointText(parsed.note.text) : parsed;
      if (read.ok) this.#pinned.push({ ...read.checkpoint, root: base64(read.checkpoint.root), note });
      else findings.violation('log-fork', {}, `the checkpoint you gave cannot be read: ${read.problem}`);
    }
  }

  read(log: ExportedLog): void {
    const { epoch, origin } = log;
    const file = exportPaths.leaves(epoch);
    const signed = this.#checkpoints(log);
    const wanted = new Set([
      ...signed.keys(),
      ...this.#pinned.flatMap((one) => (one.origin === origin ? [one.size] : [])),
    ]);
    let frontier: Frontier = emptyFrontier;
    const reached = () => {
      const { size } = frontier;
      if (wanted.has(size)) this.roots.set(`${origin} ${size}`, base64(rootOf(frontier)));
    };
    reached();
    this.#folder.rows(file, exportedLeafMessage, ({ index, leaf }) => {
      if (index !== frontier.size)
        this.#findings.violation(
          'log-leaf',
          { file },
          `leaf ${index} stands where leaf ${frontier.size} follows`,
        );
      const bytes = Buffer.from(leaf, 'base64');
      this.#leaf(bytes, index, file, epoch);
      frontier = pushLeaf(frontier, leafHash(bytes)).frontier;
      reached();
    });
    this.#sizes.set(origin, frontier.size);
    this.#compare(log, signed, frontier.size);
  }

  /** Roots by size as they were signed. */
  #checkpoints({ epoch, origin, key: given }: ExportedLog): Map<number, string> {
    const file = exportPaths.checkpoints(epoch);
    const mine = this.#trust.keys.find((text) => parseNoteKey(text.trim())?.name === origin);
    if (mine === undefined)
      this.#findings.unchecked(
        `the key of the log ${origin}: it is taken from the export itself. Give --log-key with the one you have from elsewhere`,
      );
    else if (mine.trim() !== given)
      this.#findings.violation(
        'log-signature',
        { file: exportPaths.logs },
        'the key in the export is not the one you gave',
      );
    const key = parseNoteKey((mine ?? given).trim());
    const found = new Map<number, string>();
    if (key?.name !== origin)
      this.#findings.violation(
        'log-signature',
        { file: exportPaths.logs },
        `${origin} has no key of its name`,
      );
    this.#folder.rows(file, exportedCheckpointMessage, ({ size, note }) => {
      const opened = key ? openCheckpoint(note, key) : { ok: false as const, problem: 'the log has no key' };
      if (!opened.ok)
        return this.#findings.violation(
          'log-signature',
          { file },
          `checkpoint of ${size} leaves: ${opened.problem}`,
        );
      const { checkpoint } = opened;
      const root = base64(checkpoint.root);
      if (checkpoint.size !== size || (found.has(size) && found.get(size) !== root))
        this.#findings.violation('log-fork', { file }, `two different checkpoints of ${size} leaves`);
      found.set(checkpoint.size, root);
    });
    return found;
  }

  #compare({ epoch }: ExportedLog, signed: ReadonlyMap<number, string>, size: number): void {
    const file = exportPaths.leaves(epoch);
    const origin = [...this.#sizes.keys()].at(-1)!;
    let newest = 0;
    for (const [at, root] of signed) {
      newest = Math.max(newest, at);
      this.#findings.checked('checkpoints of the log');
      const own = this.roots.get(`${origin} ${at}`);
      if (own === undefined)
        this.#findings.violation('log-root', { file }, `a checkpoint covers ${at} leaves, ${size} are here`);
      else if (own !== root)
        this.#findings.violation(
          'log-root',
          { file },
          `the first ${at} leaves do not give the root that was signed`,
        );
    }
    if (newest === 0) this.#findings.violation('log-root', { file }, 'no checkpoint covers these leaves');
    else if (newest < size)
      this.#findings.unchecked('leaves of the log after its newest checkpoint', size - newest);
  }

  #leaf(bytes: Buffer, index: number, file: string, epoch: number): void {
    const leaf = parseLeaf(bytes);
    this.#findings.checked('leaves of the log');
    if (!leaf)
      return this.#findings.violation('log-leaf', { file }, `leaf ${index} is of no kind this log has`);
    const isFirst = index === 0;
    if (isFirst !== (leaf.type === 'epoch'))
      this.#findings.violation('log-leaf', { file }, `leaf ${index} is of type ${leaf.type}`);
    if (isFirst && epoch === 1) this.beganAtMs = leaf.at;
    if (leaf.type === 'lists') this.lists.push(leaf);
    if (leaf.type === 'head') this.heads.push({ leaf, by: `leaf ${index} of log ${epoch}` });
    if (leaf.type === 'epoch' && leaf.previous) this.#previous(leaf.previous);
  }

  /** A log that began anew says how far the one before it was seen. */
  #previous({ origin, size, root }: SeenHead): void {
    const held = this.#sizes.get(origin);
    if (held === undefined) return this.#findings.unchecked(`the log ${origin}, which another one follows`);
    if (size > held)
      return this.#findings.unchecked(
        `leaves of ${origin} that were lost when the hub was restored`,
        size - held,
      );
    const own = this.roots.get(`${origin} ${size}`);
    if (own !== undefined && own !== root)
      this.#findings.violation('log-fork', {}, `${origin} was seen with another root at ${size} leaves`);
  }

  /** What the auditor brought must be a beginning of what is here. */
  pinned(): void {
    for (const { origin, size, root, note } of this.#pinned) {
      const key = this.#trust.keys
        .map((text) => parseNoteKey(text.trim()))
        .find((one) => one?.name === origin);
      if (key) {
        const opened = openCheckpoint(note, key);
        if (!opened.ok)
          this.#findings.violation('log-signature', {}, `the checkpoint you gave: ${opened.problem}`);
      }
      this.#findings.checked('checkpoints the auditor brought');
      const own = this.roots.get(`${origin} ${size}`);
      if (own === root) continue;
      const why =
        own === undefined
          ? `the export holds ${this.#sizes.get(origin) ?? 0} leaves of ${origin}`
          : 'its leaves give another root';
      this.#findings.violation('log-fork', {}, `you hold a checkpoint of ${size} leaves: ${why}`);
    }
  }
}
