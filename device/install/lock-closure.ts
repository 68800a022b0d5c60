// pure
// The part of a package lock (version 3) that some of its workspaces need: what is installed on a counter and no more.

export interface LockEntry {
  version?: string;
  resolved?: string;
  link?: boolean;
  dev?: boolean;
  devOptional?: boolean;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
  devDependencies?: Record<string, string>;
  [field: string]: unknown;
}
export type LockPackages = Readonly<Record<string, LockEntry>>;

/** Where Node would find `name` from the package at `from`; undefined when the lock has it nowhere. */
function find(packages: LockPackages, from: string, name: string): string | undefined {
  for (let base = from; ; ) {
    const path = base === '' ? `node_modules/${name}` : `${base}/node_modules/${name}`;
    if (packages[path]) return path;
    if (base === '') return undefined;
    const cut = base.lastIndexOf('/node_modules/');
    base = cut === -1 ? '' : base.slice(0, cut);
  }
}

function needsOf(entry: LockEntry): { name: string; isOptional: boolean }[] {
  const peers = Object.keys(entry.peerDependencies ?? {}).map((name) => ({
    name,
    isOptional: entry.peerDependenciesMeta?.[name]?.optional === true,
  }));
  const optional = Object.keys(entry.optionalDependencies ?? {}).map((name) => ({ name, isOptional: true }));
  const needed = Object.keys(entry.dependencies ?? {}).map((name) => ({ name, isOptional: false }));
  return [...needed, ...optional, ...peers.filter(({ isOptional }) => !isOptional)];
}

/**
 * Paths of everything that the entries in `starts` need, in the lock's order, `starts` included. Throws an Error that
 * names what the lock does not hold.
 */
export function lockClosure(packages: LockPackages, starts: Readonly<Record<string, LockEntry>>): string[] {
  const reached = new Set<string>();
  const waiting = Object.entries(starts);
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [path, entry] = next;
    if (reached.has(path)) continue;
    reached.add(path);
    for (const { name, isOptional } of needsOf(entry)) {
      const found = find(packages, path, name);
      if (found === undefined && !isOptional)
        throw new Error(`The lock has no ${name}, which ${path} needs.`);
      if (found === undefined || reached.has(found)) continue;
      const target = packages[found]!;
      // A link is a workspace: what it needs is asked of the folder it leads to.
      waiting.push([found, target.link ? {} : target]);
    }
  }
  return Object.keys(packages).filter((path) => reached.has(path));
}
