// A program of the project, run to its end in this tree.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../../', import.meta.url));

export interface ChildRun {
  code: number | null;
  /** The end of what it printed, standard output and errors as they came. */
  said: string;
}

export async function runHere(args: readonly string[]): Promise<ChildRun> {
  const child = spawn(process.execPath, [...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  const hear = (bytes: Buffer) => {
    said = (said + bytes.toString('utf8')).slice(-40_000);
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, said };
}

/** Why a part of the tree cannot be run: it is not there. */
export function missingHere(paths: readonly string[]): string | undefined {
  const gone = paths.filter((path) => !existsSync(join(root, path)));
  return gone.length === 0 ? undefined : `${gone.join(', ')} is not in this tree`;
}
