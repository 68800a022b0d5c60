// npm run pack:counter [folder]: makes the folder for a counter, and an archive of it beside it.
import { execFileSync } from 'node:child_process';
import { basename, dirname, join, resolve } from 'node:path';
import { packCounter } from './pack.ts';

const root = join(import.meta.dirname, '..', '..');
const folder = resolve(process.argv[2] ?? join(root, 'dist', 'zhuangui-counter'));
try {
  const { files, packages } = packCounter(root, folder);
  const archive = `${folder}.tar.gz`;
  execFileSync('tar', ['-czf', archive, '-C', dirname(folder), basename(folder)]);
  console.log(`${folder}: ${files} files, ${packages} packages to install. Archive: ${archive}`);
} catch (error) {
  console.error(`No package: ${(error as Error).message}`);
  process.exit(1);
}
