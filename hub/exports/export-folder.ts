// Writes the files of an export and keeps what the manifest says of each; nothing of a file stays in memory.
import { createHash } from 'node:crypto';
import { mkdir, open, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type ExportManifest, exportManifestMessage, exportPaths } from '@zhuangui/protocol/export-format.ts';

export interface ExportFile {
  write(bytes: Uint8Array | string): Promise<void>;
  end(): Promise<void>;
}

export interface ExportFolderWriter {
  /** One file at a time need not be open; each path once. */
  file(path: string): Promise<ExportFile>;
  whole(path: string, bytes: Uint8Array | string): Promise<void>;
  /** One JSON object a line. */
  rows(path: string, rows: AsyncIterable<object>): Promise<number>;
  has(path: string): boolean;
  /** Last of all. Returns the number of files and bytes. */
  manifest(about: Omit<ExportManifest, 'files'>): Promise<{ files: number; bytes: number }>;
}

const pieceBytes = 256 * 1024;

/** A writer into a folder that exists and is empty. */
export function createExportFolder(folder: string): ExportFolderWriter {
  const written = new Map<string, ExportManifest['files'][number]>();
  const made = new Set<string>();

  async function pathOf(path: string): Promise<string> {
    const full = join(folder, path);
    const parent = dirname(full);
    if (!made.has(parent)) await mkdir(parent, { recursive: true });
    made.add(parent);
    return full;
  }

  async function whole(path: string, content: Uint8Array | string): Promise<void> {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    await writeFile(await pathOf(path), bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    written.set(path, { path, bytes: bytes.length, sha256 });
  }

  async function file(path: string): Promise<ExportFile> {
    const handle = await open(await pathOf(path), 'w');
    const hash = createHash('sha256');
    let waiting: Buffer[] = [];
    let waitingBytes = 0;
    let bytes = 0;
    async function flush(): Promise<void> {
      const piece = Buffer.concat(waiting);
      waiting = [];
      waitingBytes = 0;
      hash.update(piece);
      bytes += piece.length;
      await handle.writeFile(piece);
    }
    return {
      async write(content) {
        const piece = typeof content === 'string' ? Buffer.from(content) : Buffer.from(content);
        waiting.push(piece);
        waitingBytes += piece.length;
        if (waitingBytes >= pieceBytes) await flush();
      },
      async end() {
        try {
          await flush();
        } finally {
          await handle.close();
        }
        written.set(path, { path, bytes, sha256: hash.digest('hex') });
      },
    };
  }

  return {
    file,
    whole,
    async rows(path, rows) {
      const to = await file(path);
      let count = 0;
      try {
        for await (const row of rows) {
          await to.write(`${JSON.stringify(row)}\n`);
          count += 1;
        }
      } finally {
        await to.end();
      }
      return count;
    },
    has: (path) => written.has(path),
    async manifest(about) {
      const files = [...written.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
      const bytes = exportManifestMessage.encode({ ...about, files });
      await writeFile(join(folder, exportPaths.manifest), bytes);
      return { files: files.length + 1, bytes: files.reduce((sum, one) => sum + one.bytes, bytes.length) };
    },
  };
}
