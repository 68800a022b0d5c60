// The folder of an export: only what its manifest names is read, and every byte read is hashed.
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { type ExportManifest, exportManifestMessage, exportPaths } from '@zhuangui/protocol/export-format.ts';
import type { Message } from '@zhuangui/protocol/schema.ts';
import type { Static, TSchema } from 'typebox';
import type { Findings } from '../findings.ts';
import { readLines } from './read-lines.ts';

/** This is no export, or one of another format: nothing can be said about it. */
export class NoExport extends Error {
  override readonly name = 'NoExport';
}

type Named = ExportManifest['files'][number];

export interface ExportFolder {
  readonly manifest: ExportManifest;
  has(path: string): boolean;
  /** Paths of the manifest that begin so. */
  under(prefix: string): string[];
  /** Whole bytes; undefined when the file is missing. A file that is not the named one is reported and still read. */
  bytes(path: string): Buffer | undefined;
  /** Lines of a file, without newlines; reported when missing, changed or cut. False: it is not there. */
  lines(path: string, line: (bytes: Buffer, number: number) => unknown): boolean;
  /** Each line as a message of this schema; what does not fit is reported and left out. */
  rows<S extends TSchema>(path: string, message: Message<S>, row: (value: Static<S>) => void): boolean;
  /** Reads what nobody asked for, so that every file's hash is checked; names files that stand in no manifest. */
  finish(): void;
}

const isFile = (path: string) => {
  try {
    return lstatSync(path).isFile();
  } catch {
    return false;
  }
};

/** Throws NoExport. */
export function openExport(folder: string, findings: Findings): ExportFolder {
  const manifest = readManifest(folder);
  const named = new Map<string, Named>();
  for (const file of manifest.files) {
    if (named.has(file.path))
      findings.violation('file-unreadable', { file: file.path }, 'the manifest names it twice');
    named.set(file.path, file);
  }
  const seen = new Set<string>();

  function known(path: string): string | undefined {
    const full = join(folder, path);
    if (!named.has(path)) return undefined;
    if (isFile(full)) return full;
    if (!seen.has(path)) findings.violation('file-missing', { file: path }, 'the manifest names it');
    seen.add(path);
    return undefined;
  }

  function compare(path: string, bytes: number, sha256: string): void {
    if (seen.has(path)) return;
    seen.add(path);
    const file = named.get(path)!;
    findings.checked('files');
    if (file.bytes === bytes && file.sha256 === sha256) return;
    const detail =
      file.bytes === bytes
        ? 'the same length, other bytes'
        : `${bytes} bytes, the manifest says ${file.bytes}`;
    findings.violation('file-changed', { file: path }, detail);
  }

  function bytes(path: string): Buffer | undefined {
    const full = known(path);
    if (full === undefined) return undefined;
    const content = readFileSync(full);
    compare(path, content.length, createHash('sha256').update(content).digest('hex'));
    return content;
  }

  function lines(path: string, line: (bytes: Buffer, number: number) => unknown): boolean {
    const full = known(path);
    if (full === undefined) return false;
    const hash = createHash('sha256');
    let size = 0;
    let number = 0;
    const end = readLines(
      full,
      (one) => {
        number += 1;
        return line(one, number);
      },
      (piece) => {
        size += piece.length;
        hash.update(piece);
      },
    );
    if (!end.isWhole)
      findings.violation('file-unreadable', { file: path }, end.problem ?? 'the last line is cut off');
    compare(path, size, hash.digest('hex'));
    return true;
  }

  return {
    manifest,
    has: (path) => named.has(path),
    under: (prefix) => [...named.keys()].filter((path) => path.startsWith(prefix)),
    bytes,
    lines,
    rows: (path, message, row) =>
      lines(path, (line, number) => {
        const parsed = message.parse(line);
        if (parsed.ok) row(parsed.value);
        else
          findings.violation('file-unreadable', { file: path }, `line ${number}: ${parsed.problem.message}`);
      }),
    finish() {
      for (const path of named.keys()) if (!seen.has(path)) bytes(path);
      for (const path of filesIn(folder)) {
        if (named.has(path) || path === exportPaths.manifest) continue;
        findings.violation('file-extra', { file: path }, 'nobody vouches for it');
      }
    },
  };
}

function readManifest(folder: string): ExportManifest {
  const path = join(folder, exportPaths.manifest);
  if (!isFile(path))
    throw new NoExport(`${folder} holds no ${exportPaths.manifest}: name the folder of an export`);
  const parsed = exportManifestMessage.parse(readFileSync(path));
  if (!parsed.ok) throw new NoExport(`${path} is no manifest of an export: ${parsed.problem.message}`);
  return parsed.value;
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));
}
