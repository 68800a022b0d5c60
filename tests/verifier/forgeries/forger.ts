// What a forger can do to an export: change any file, count the manifest anew, hash a journal anew, sign with stolen keys.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import {
  type ExportedHead,
  type ExportedJournal,
  type ExportManifest,
  exportPaths,
} from '@zhuangui/protocol/export-format.ts';
import { genesisHash, headBytes, nextHash } from '@zhuangui/protocol/journal-chain.ts';
import type { Line } from '@zhuangui/protocol/journal-lines.ts';
import type { JournalKey } from '../../../device/journal/key.ts';
import { canonical } from '../../../verifier/lists/canonical.ts';

export type LineOf<K extends Line['kind']> = Extract<Line, { kind: K }>;
type Rows = Record<string, unknown>[];

export class Forger {
  readonly folder: string;

  constructor(honest: string, folder: string) {
    this.folder = folder;
    cpSync(honest, folder, { recursive: true });
  }

  read = (path: string): Buffer => readFileSync(join(this.folder, path));
  write = (path: string, content: string | Uint8Array): void =>
    writeFileSync(join(this.folder, path), content);
  remove = (path: string): void => rmSync(join(this.folder, path));
  has = (path: string): boolean => existsSync(join(this.folder, path));

  rows = (path: string): Rows =>
    this.read(path)
      .toString('utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  writeRows = (path: string, rows: readonly object[]): void =>
    this.write(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));

  files(): string[] {
    return readdirSync(this.folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(this.folder, join(entry.parentPath, entry.name)))
      .filter((path) => path !== exportPaths.manifest)
      .sort();
  }

  /** The manifest says of every file what it is now. */
  seal(): void {
    const manifest = JSON.parse(this.read(exportPaths.manifest).toString('utf8')) as ExportManifest;
    const files = this.files().map((path) => {
      const bytes = this.read(path);
      return { path, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
    });
    this.write(exportPaths.manifest, JSON.stringify({ ...manifest, files }));
  }

  index(counter: string): ExportedJournal {
    return this.rows(exportPaths.journals).find((row) => row['counter'] === counter) as ExportedJournal;
  }

  lines(counter: string): Line[] {
    const { journal } = this.index(counter);
    return this.rows(exportPaths.journal(counter, journal)) as unknown as Line[];
  }

  /** Puts other lines in place of a journal's; numbers, hashes and signatures stay as they were. */
  writeLines(counter: string, lines: readonly Line[]): void {
    this.writeRows(exportPaths.journal(counter, this.index(counter).journal), lines);
  }

  /** The whole chain anew over these lines, numbered anew; signed with `key`, else with what was there. */
  rechain(counter: string, changed: readonly Line[], key?: JournalKey): void {
    const { journal } = this.index(counter);
    const lines = changed.map((line, index) => ({ ...line, seq: index + 1 }));
    this.writeRows(exportPaths.journal(counter, journal), lines);
    const before = this.rows(exportPaths.heads(counter, journal)) as unknown as ExportedHead[];
    let hash = genesisHash(counter, journal);
    const hashes = lines.map((line) => {
      hash = nextHash(hash, Buffer.from(JSON.stringify(line)));
      return hash;
    });
    const ends = before.map(({ to }) => to).filter((to) => to < lines.length);
    const heads = [...ends, lines.length].map((to, index) => {
      const from = (ends[index - 1] ?? 0) + 1;
      const head = hashes[to - 1]!;
      const old = before[index] ?? before.at(-1)!;
      const sig = key ? key.sign(headBytes(counter, journal, to, head)) : old.sig;
      return { ...old, from, to, prev: hashes[from - 2] ?? genesisHash(counter, journal), head, sig };
    });
    this.writeRows(exportPaths.heads(counter, journal), heads);
    const all = this.rows(exportPaths.journals).map((row) =>
      row['counter'] === counter ? { ...row, to: lines.length, head: hash } : row,
    );
    this.writeRows(exportPaths.journals, all);
  }

  /** Signed metadata changed and signed anew with one key. */
  resign(
    path: string,
    change: (signed: Record<string, unknown>) => Record<string, unknown>,
    keyId: string,
    sign: (bytes: Uint8Array) => Uint8Array,
  ): void {
    const before = JSON.parse(this.read(path).toString('utf8')) as { signed: Record<string, unknown> };
    const signed = change(before.signed);
    const sig = Buffer.from(sign(Buffer.from(canonical(signed)))).toString('hex');
    this.write(path, JSON.stringify({ signatures: [{ keyid: keyId, sig }], signed }));
  }
}
