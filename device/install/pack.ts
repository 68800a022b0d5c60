// Makes the folder that is put on a counter: device, protocol, built screens, and a lock of what they need.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type LockEntry, type LockPackages, lockClosure } from './lock-closure.ts';

interface Manifest extends LockEntry {
  name: string;
  version: string;
}

export interface Packed {
  folder: string;
  files: number;
  /** Packages the counter installs. */
  packages: number;
}

/** Sources of pages are built into `dist`; tests, their rigs and samples stay at home. */
const left = [
  /(^|\/)node_modules(\/|$)/,
  /\.test\.tsx?$/,
  /-rig\.tsx?$/,
  /\.(tsx|css)$/,
  /(^|\/)(testing|fixtures)(\/|$)/,
  /^device\/screens\/(shopper|operator|shared|locales)\//,
  /^device\/screens\/(?!dist\/).*\.html$/,
  /(^|\/)vite\.config\.ts$/,
  /^device\/install\/[^/]+\.ts$/,
];
const isTaken = (path: string) => !left.some((pattern) => pattern.test(path));

const readJson = <T>(path: string) => JSON.parse(readFileSync(path, 'utf8')) as T;
const writeJson = (path: string, value: unknown) =>
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);

function filesBelow(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .map((entry) => ({ path: `${folder}/${entry.name}`, isFolder: entry.isDirectory() }))
    .filter(({ path }) => isTaken(path))
    .flatMap(({ path, isFolder }) => (isFolder ? filesBelow(root, path) : [path]));
}

/**
 * INST-1: packs the project at `root` into `folder`, which is emptied first. Throws an Error when the screens are not
 * built or the lock is not complete.
 */
export function packCounter(root: string, folder: string): Packed {
  if (!existsSync(join(root, 'device/screens/dist/index.html'))) {
    throw new Error('The counter screens are not built: run npm run screens first.');
  }
  rmSync(folder, { recursive: true, force: true });
  const files = [...filesBelow(root, 'protocol'), ...filesBelow(root, 'device')];
  for (const path of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    cpSync(join(root, path), join(folder, path));
  }
  const packages = writeManifests(root, folder, files);
  cpSync(join(root, 'docs/operations/counter.md'), join(folder, 'README.md'));
  return { folder, files: files.length, packages };
}

function writeManifests(root: string, folder: string, files: readonly string[]): number {
  const own = readJson<Manifest>(join(root, 'package.json'));
  const lock = readJson<{ packages: LockPackages; lockfileVersion: number }>(join(root, 'package-lock.json'));
  const device = manifestOf(root, folder, 'device', files);
  const protocol = manifestOf(root, folder, 'protocol', files);
  const scripts = own.allowScripts as Record<string, boolean>;
  const allowScripts = Object.fromEntries(Object.entries(scripts).filter(([name]) => name !== 'node-pty'));
  const counter = {
    name: 'zhuangui-counter',
    version: device.version,
    private: true,
    license: 'UNLICENSED',
    type: 'module',
    // Not copied packages: Node strips no types from files below node_modules, and workspaces are links.
    workspaces: ['protocol', 'device'],
    dependencies: { node: String((own.devDependencies as Record<string, string>).node) },
    allowScripts,
  };
  const links = { 'node_modules/@zhuangui/device': {}, 'node_modules/@zhuangui/protocol': {} };
  const starts = { ...links, device, protocol, '': { dependencies: counter.dependencies } };
  const kept = lockClosure(lock.packages, starts);
  const entries = kept.map((path) => [
    path,
    entryOf(lock.packages[path]!, path, { device, protocol, counter }),
  ]);
  writeJson(join(folder, 'package.json'), counter);
  writeJson(join(folder, 'package-lock.json'), {
    name: counter.name,
    version: counter.version,
    lockfileVersion: lock.lockfileVersion,
    requires: true,
    packages: Object.fromEntries(entries),
  });
  return kept.filter((path) => path.includes('node_modules/')).length;
}

interface Manifests {
  device: Manifest;
  protocol: Manifest;
  counter: LockEntry;
}

/** On a counter everything is needed to run. */
function entryOf(entry: LockEntry, path: string, own: Manifests): LockEntry {
  if (path === '') {
    const { name, version, license, workspaces, dependencies } = own.counter;
    return { name, version, license, workspaces, dependencies } as LockEntry;
  }
  const { dev: _dev, devOptional: _devOptional, ...kept } = entry;
  const manifest = path === 'device' ? own.device : path === 'protocol' ? own.protocol : undefined;
  if (!manifest) return kept;
  const { devDependencies: _none, ...rest } = kept;
  return { ...rest, dependencies: manifest.dependencies ?? {} };
}

/** Writes a workspace's manifest with the packages its packed files import, and no others (the pages are built). */
function manifestOf(root: string, folder: string, workspace: string, files: readonly string[]): Manifest {
  const { devDependencies: _none, ...manifest } = readJson<Manifest>(join(root, workspace, 'package.json'));
  const text = files
    .filter((path) => path.startsWith(`${workspace}/`) && path.endsWith('.ts'))
    .map((path) => readFileSync(join(root, path), 'utf8'))
    .join('\n');
  const isImported = (name: string) => new RegExp(`['"]${name}(/[^'"]*)?['"]`).test(text);
  const dependencies = Object.fromEntries(
    Object.entries(manifest.dependencies ?? {}).filter(([name]) => isImported(name)),
  );
  const packed = { ...manifest, dependencies };
  writeJson(join(folder, workspace, 'package.json'), packed);
  return packed;
}
