// pure
// This counter as a witness of the hub's transparency log: what it kept, and what a new timestamp says (TLOG-7).
import type { LineBody } from '@zhuangui/protocol/journal-lines.ts';
import { type Checkpoint, openCheckpoint, parseCheckpointText } from '@zhuangui/protocol/tlog/checkpoint.ts';
import { type Hash, leafHash } from '@zhuangui/protocol/tlog/hashing.ts';
import { parseLeaf } from '@zhuangui/protocol/tlog/leaves.ts';
import { hashOfText, hashText, type LogField, parseLogField } from '@zhuangui/protocol/tlog/log-field.ts';
import { parseNote, parseNoteKey } from '@zhuangui/protocol/tlog/note.ts';
import { verifyConsistency, verifyInclusion } from '@zhuangui/protocol/tlog/verify.ts';

/** What the counter keeps: the newest checkpoint that followed from the one before it. */
export interface LogMemory {
  /** The log's key as C2SP writes it; pinned with the first checkpoint. */
  key: string;
  /** Signed note. */
  checkpoint: string;
  /** Newest root metadata that was in force with this log: another log needs a newer one (TLOG-8). */
  root: number;
}

/** What the timestamp of one set says. */
export interface LogClaim {
  /** The extra field, as it was signed; undefined when there is none. */
  field: unknown;
  /** SHA-256 of the snapshot metadata. */
  snapshot: string;
  rootVersion: number;
}

export type LogVerdict =
  /** This hub keeps no log, and never showed one. */
  | { kind: 'none' }
  | { kind: 'followed'; memory: LogMemory; checkpoint: Checkpoint; isNewLog: boolean }
  /** It may follow: a proof between these sizes has to be fetched. */
  | { kind: 'unproven'; origin: string; from: number; to: number }
  | { kind: 'forked'; problem: string };

const forked = (problem: string): LogVerdict => ({ kind: 'forked', problem: problem.slice(0, 300) });
const named = ({ size, root }: { size: number; root: Hash }) => `${size} ${hashText(root)}`;

/** The leaf names this snapshot and stands in the checkpoint. Answers what is wrong, or undefined. */
function inclusionProblem(
  { field, snapshot }: { field: LogField; snapshot: string },
  checkpoint: Checkpoint,
): string | undefined {
  const bytes = new TextEncoder().encode(field.leaf);
  const leaf = parseLeaf(bytes);
  if (leaf?.type !== 'lists' || leaf.snapshot !== snapshot)
    return `the log's leaf ${field.index} does not name these lists`;
  const proof = field.inclusion.map(hashOfText);
  return verifyInclusion(leafHash(bytes), field.index, proof, checkpoint)
    ? undefined
    : `the lists are not in the log of ${named(checkpoint)}`;
}

function follow(
  older: Checkpoint,
  newer: Checkpoint,
  field: LogField,
  fetched: readonly Hash[] | undefined,
): 'yes' | 'unknown' | { problem: string } {
  const sizes = `this counter holds ${named(older)}, the hub shows ${named(newer)}`;
  if (newer.size < older.size) return { problem: `the log shrank: ${sizes}` };
  const given = field.consistency?.from === older.size ? field.consistency.proof.map(hashOfText) : undefined;
  const proof = newer.size === older.size ? [] : (fetched ?? given);
  if (!proof) return 'unknown';
  return verifyConsistency(older, newer, proof) ? 'yes' : { problem: `the log was rewritten: ${sizes}` };
}

/**
 * TLOG-7, TLOG-8: judges what a verified set says of the log. `fetched`: the consistency proof that was asked for after
 * `unproven`. Never throws.
 */
export function judgeLog(
  claim: LogClaim,
  memory: LogMemory | undefined,
  fetched?: readonly Hash[],
): LogVerdict {
  if (claim.field === undefined)
    return memory ? forked('the hub does not show its log any more') : { kind: 'none' };
  const field = parseLogField(claim.field);
  const key = field && parseNoteKey(field.key);
  if (!field || !key) return forked('what the hub shows of its log cannot be read');
  const opened = openCheckpoint(field.checkpoint, key);
  if (!opened.ok) return forked(opened.problem);
  const { checkpoint } = opened;
  const missing = inclusionProblem({ field, snapshot: claim.snapshot }, checkpoint);
  if (missing) return forked(missing);
  const kept = { key: field.key, checkpoint: field.checkpoint, root: claim.rootVersion };
  if (!memory) return { kind: 'followed', memory: kept, checkpoint, isNewLog: false };
  if (memory.key !== field.key) {
    if (claim.rootVersion > memory.root)
      return { kind: 'followed', memory: kept, checkpoint, isNewLog: true };
    return forked(`another log, ${key.name}, without a new root; this counter holds ${originOf(memory)}`);
  }
  const older = readKept(memory);
  if (!older.ok) return { kind: 'followed', memory: kept, checkpoint, isNewLog: false };
  const answer = follow(older.checkpoint, checkpoint, field, fetched);
  if (answer === 'unknown')
    return { kind: 'unproven', origin: key.name, from: older.checkpoint.size, to: checkpoint.size };
  if (answer !== 'yes') return forked(answer.problem);
  const root = Math.max(memory.root, claim.rootVersion);
  return { kind: 'followed', memory: { ...kept, root }, checkpoint, isNewLog: false };
}

/** Its signature was verified when it came, and again at the start: one verification a push is enough for a fleet. */
function readKept({ checkpoint }: LogMemory) {
  const note = parseNote(checkpoint);
  return note.ok ? parseCheckpointText(note.note.text) : note;
}

const originOf = (memory: LogMemory) => parseNoteKey(memory.key)?.name ?? 'another log';

/** Codes of the fault lines: they become alarms at the hub, and stay in the journal for whoever judges the hub. */
export const forkCode = 'log-fork';
export const newLogCode = 'log-new';
/** Which of them the journal says are there. */
export interface LogFaults {
  fork: boolean;
  newLog: boolean;
}

/** TLOG-7: the fault lines that are due with a verdict, and what stands open afterwards. Told once, not with every push. */
export function logLines(verdict: LogVerdict, before: LogFaults): { lines: LineBody[]; faults: LogFaults } {
  if (verdict.kind === 'none' || verdict.kind === 'unproven') return { lines: [], faults: before };
  const faults = {
    fork: verdict.kind === 'forked',
    newLog: verdict.kind === 'followed' ? verdict.isNewLog : before.newLog,
  };
  const fault = (code: string, active: boolean, detail: string): LineBody => ({
    kind: 'fault',
    code,
    active,
    detail,
  });
  const lines: LineBody[] = [];
  if (verdict.kind === 'forked' && !before.fork) lines.push(fault(forkCode, true, verdict.problem));
  if (verdict.kind !== 'followed') return { lines, faults };
  const now = `${verdict.checkpoint.origin} ${named(verdict.checkpoint)}`.slice(0, 300);
  if (before.fork) lines.push(fault(forkCode, false, now));
  if (verdict.isNewLog && !before.newLog) lines.push(fault(newLogCode, true, now));
  if (!verdict.isNewLog && before.newLog) lines.push(fault(newLogCode, false, now));
  return { lines, faults };
}

/** The checkpoint as the `lists` line names it. */
export const logOfLine = (verdict: LogVerdict) =>
  verdict.kind === 'followed'
    ? {
        log: {
          origin: verdict.checkpoint.origin,
          size: verdict.checkpoint.size,
          root: hashText(verdict.checkpoint.root),
        },
      }
    : {};

/** Stored bytes to what was kept; damaged ones are as if there were none. */
export function readMemory(bytes: Uint8Array | undefined): { memory?: LogMemory; faults: LogFaults } {
  const none = { faults: { fork: false, newLog: false } };
  if (!bytes) return none;
  try {
    const { memory, faults } = JSON.parse(Buffer.from(bytes).toString('utf8'));
    const key = parseNoteKey(String(memory?.key));
    const isWhole = key && openCheckpoint(String(memory.checkpoint), key).ok && Number.isInteger(memory.root);
    const told = { fork: faults?.fork === true, newLog: faults?.newLog === true };
    return isWhole ? { memory, faults: told } : { faults: told };
  } catch {
    return none;
  }
}

/** What is stored; undefined while there is nothing to keep. */
export const memoryBytes = (memory: LogMemory | undefined, faults: LogFaults): Uint8Array | undefined =>
  memory || faults.fork || faults.newLog
    ? new TextEncoder().encode(JSON.stringify({ memory, faults }))
    : undefined;
