// Holders of keys, each with a folder that stands for a machine of her own, and the command line they use there.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type OfflineContext, offlineCommand } from '../../hub/cli/offline-commands.ts';
import { openKey } from '../../hub/signing/sealed-key.ts';

const cli = join(import.meta.dirname, '../../hub/cli/main.ts');
export const passphraseOf = (name: string): string => `${name} 的口令 只有她知道`;

export interface Said {
  code: number;
  text: string;
}

/** The command as a process of its own, its passphrases line by line on standard input. */
export async function runCli(args: readonly string[], passphrases: readonly string[] = []): Promise<Said> {
  const child = spawn(process.execPath, [cli, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (bytes) => {
      text += String(bytes);
    });
  child.stdin.end(passphrases.map((line) => `${line}\n`).join(''));
  const [code] = await once(child, 'close');
  return { code: code as number, text };
}

/** The same command in this process, where starting one more proves nothing new. Rejects as the command does. */
export async function offlineHere(
  words: readonly string[],
  options: OfflineContext['options'],
  passphrase = '',
): Promise<string> {
  let text = '';
  await offlineCommand(words)!({
    words: words.slice(1),
    options,
    passphrases: { ask: async () => passphrase, close: () => {} },
    print: (line) => {
      text += line;
    },
    nowMs: Date.now,
  });
  return text;
}

/** A key sealed in a file, opened with its holder's passphrase. */
export const keyIn = async (path: string, name: string) =>
  openKey(await readFile(join(path, `${name}.pem`), 'utf8'), passphraseOf(name));

/** A new folder: one holder's machine. */
export async function machine(root: string, name: string): Promise<string> {
  const path = join(root, name);
  await mkdir(path, { recursive: true });
  return path;
}
