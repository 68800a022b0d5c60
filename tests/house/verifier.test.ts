// The judge shares nothing with what it judges but the formats on the wire.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', 'verifier'], {
  cwd: root,
  encoding: 'utf8',
});
const files = listed.split('\n').filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'));
/** Making the one file is no part of judging. */
const isPacking = (path: string) => /^verifier\/pack(-main)?\.ts$/.test(path);

it('[VER-5] the verifier imports protocol and Node’s own modules, nothing of hub, device or any package', () => {
  const wrong = files
    .filter((path) => !isPacking(path))
    .flatMap((path) => {
      const text = readFileSync(join(root, path), 'utf8');
      const named = [
        ...text.matchAll(/\bfrom\s+['"]([^'"]+)['"]/g),
        ...text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]/g),
      ];
      return (
        named
          .map((match) => match[1]!)
          .filter((from) => !/^(node:|@zhuangui\/protocol\/|\.{1,2}\/)/.test(from))
          // Types of schemas only.
          .filter((from) => !(from === 'typebox' && /import type \{[^}]*\} from 'typebox'/.test(text)))
          .map((from) => `${path} imports ${from}`)
      );
    });
  expect(files.length).toBeGreaterThan(20);
  expect(wrong).toEqual([]);
  const out = files.filter((path) => /from '\.\.\/\.\.\/\.\.\//.test(readFileSync(join(root, path), 'utf8')));
  expect(out).toEqual([]);
});
