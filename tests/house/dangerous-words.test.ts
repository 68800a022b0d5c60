// Words that turn text into code or pages, start processes, or leave things in a browser: where they may stand.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const sources = execFileSync('git', ['ls-files', '-co', '--exclude-standard', 'hub', 'device', 'protocol'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$|\/dist\/|-rig\.ts$/.test(path));

const using = (words: RegExp): string[] =>
  sources.filter((path) =>
    words.test(readFileSync(join(root, path), 'utf8').replace(/^\s*(\/\/|\*|\/\*).*$/gm, '')),
  );

it('[SEC-18] no source makes code or markup of text', () => {
  expect(sources.length).toBeGreaterThan(500);
  expect(
    using(/\beval\(|new Function\(|innerHTML|outerHTML|insertAdjacentHTML|document\.write|node:vm'/),
  ).toEqual([]);
});

it('[SEC-18] processes are started by the counter’s own tools and to pack an export, none with words of a person', () => {
  expect(using(/node:child_process/)).toEqual([
    'device/care/watchdog.ts',
    'device/doctor/doctor.ts',
    'device/install/pack-main.ts',
    // tar, over a folder whose name the hub made.
    'hub/cli/export-command.ts',
    'hub/exports/export-routes.ts',
  ]);
  expect(using(/\bshell: true|execSync\(/)).toEqual([]);
});

it('[SEC-18] a browser keeps the language, and a certifier’s key that no script reads', () => {
  expect(using(/\b(local|session)Storage\b/)).toEqual(['hub/console/shared/i18n.ts']);
  expect(using(/\bwindow\.postMessage|\.postMessage\([^)]*'\*'/)).toEqual([]);
});
