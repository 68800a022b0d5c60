// Rules, decisions and code agree: what a test or a comment cites is written down, once.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const list = (pattern: string) =>
  execFileSync('git', ['ls-files', '-co', '--exclude-standard', pattern], { cwd: root, encoding: 'utf8' })
    .split('\n')
    .filter((path) => path !== '');

const ruleFiles = readdirSync(join(root, 'docs', 'rules'));
const rules = ruleFiles.flatMap((name) =>
  [...read(`docs/rules/${name}`).matchAll(/^- \*\*([A-Z][A-Z-]*-\d+)\*\*/gm)].map((match) => match[1]!),
);
const code = [...list('*.ts'), ...list('*.tsx')];
const tests = code.filter((path) => /\.test\.tsx?$/.test(path) || path.startsWith('tests/'));

/** Rule numbers in the title of a test: `[SALE-3] …`, `[SALE-3, JRN-1] …`. */
const citedIn = (path: string) =>
  [...read(path).matchAll(/\[((?:[A-Z][A-Z-]*-\d+(?:, ?)?)+)\]/g)].flatMap((match) => match[1]!.split(/, ?/));

describe('house: documents', () => {
  it('[HOUSE-6] every rule has one number, and docs/rules.md leads to every file of rules', () => {
    expect(rules.length).toBeGreaterThan(100);
    expect(rules.filter((rule, index) => rules.indexOf(rule) !== index)).toEqual([]);
    expect(ruleFiles.filter((name) => !read('docs/rules.md').includes(`rules/${name}`))).toEqual([]);
  });

  it('[HOUSE-6] every rule that a test names is written down', () => {
    const known = new Set(rules);
    const unknown = tests.flatMap((path) =>
      citedIn(path)
        .filter((rule) => !known.has(rule))
        .map((rule) => `${path}: ${rule}`),
    );
    expect([...new Set(unknown)]).toEqual([]);
  });

  it('[HOUSE-6] every rule is named by a test', () => {
    const named = new Set(tests.flatMap(citedIn));
    expect(rules.filter((rule) => !named.has(rule))).toEqual([]);
  });

  it('[HOUSE-7] a decision record is short', () => {
    const long = readdirSync(join(root, 'docs', 'decisions')).filter(
      (name) => read(`docs/decisions/${name}`).trim().split('\n').length > 25,
    );
    expect(long).toEqual([]);
  });

  it('[HOUSE-8] the documents name files that exist', () => {
    const documents = ['README.md', 'docs/ARCHITECTURE.md'];
    const missing = documents.flatMap((document) =>
      [...read(document).matchAll(/`((?:protocol|device|hub|simulators|tests|docs|scripts)\/[\w./{},-]+)`/g)]
        .flatMap((match) => expand(match[1]!))
        .filter((path) => list(`${path.replace(/\/$/, '')}*`).length === 0)
        .map((path) => `${document}: ${path}`),
    );
    expect(missing).toEqual([]);
  });
});

/** `a/{b,c}.ts` → both. */
function expand(path: string): string[] {
  const match = /^(.*)\{([^}]+)\}(.*)$/.exec(path);
  return match ? match[2]!.split(',').map((part) => `${match[1]}${part}${match[3]}`) : [path];
}
