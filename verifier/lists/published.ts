// Every published list: signatures under the keys trusted then, hashes from timestamp to chunk, versions that only rise.
import { exportPaths, publishedMetadataMessage } from '@zhuangui/protocol/export-format.ts';
import { chunkPaths, listRoles } from '@zhuangui/protocol/lists.ts';
import type { ExportFolder } from '../export/export-folder.ts';
import type { Findings } from '../findings.ts';
import { isSigned, type RoleKeys, readSigned, rolesOf, type SignedFile } from './canonical.ts';
import { expiryOf, type Root, versionsUnder } from './roots.ts';

export const listNames = ['targets', 'catalog', 'withdrawals', 'channels'] as const;
export type ListName = (typeof listNames)[number];

export interface FileRef {
  sha256: string;
  length: number;
}
/** One version of a list whose signatures were found good. */
export interface ListVersion {
  version: number;
  expiresAtMs: number;
  files: ReadonlyMap<string, FileRef>;
  /** When the first timestamp that names it was signed. */
  publishedAtMs: number;
}
export interface Snapshot {
  version: number;
  sha256: string;
  expiresAtMs: number;
  versions: Readonly<Record<ListName, number>>;
}
export interface Timestamp {
  version: number;
  signedAtMs: number;
  expiresAtMs: number;
  snapshot: Snapshot;
  /** What it says of the transparency log; nobody judged it yet. */
  log: unknown;
}
export interface Published {
  roots: readonly Root[];
  /** By SHA-256 of the snapshot: what permits and `lists` lines name. */
  snapshots: ReadonlyMap<string, Snapshot>;
  /** Oldest first. */
  timestamps: readonly Timestamp[];
  lists: Readonly<Record<ListName, ReadonlyMap<number, ListVersion>>>;
  /** SHA-256 of each metadata file here, by `role version`. */
  hashes: ReadonlyMap<string, string>;
}

type Named = Record<string, { version?: unknown; hashes?: { sha256?: unknown }; length?: unknown }>;
const refOf = (meta: Named | undefined, name: string) => {
  const found = meta?.[name];
  return {
    version: Number(found?.version),
    sha256: String(found?.hashes?.sha256),
    length: Number(found?.length),
  };
};

/** Reads all metadata of the export once; judges it in the order of its timestamps. */
export function readPublished(folder: ExportFolder, findings: Findings, roots: readonly Root[]): Published {
  const reader = new PublishedReader(folder, findings, roots);
  for (const version of versionsUnder(folder, 'timestamp')) reader.timestamp(version);
  reader.leftOver();
  reader.times();
  return {
    roots,
    snapshots: reader.snapshots,
    timestamps: reader.timestamps,
    lists: reader.lists,
    hashes: reader.hashes,
  };
}

class PublishedReader {
  readonly snapshots = new Map<string, Snapshot>();
  readonly timestamps: Timestamp[] = [];
  readonly lists = {
    targets: new Map<number, ListVersion>(),
    catalog: new Map<number, ListVersion>(),
    withdrawals: new Map<number, ListVersion>(),
    channels: new Map<number, ListVersion>(),
  };
  readonly hashes: Map<string, string>;
  readonly #folder: ExportFolder;
  readonly #findings: Findings;
  readonly #roots: readonly Root[];
  readonly #files = new Map<string, SignedFile | undefined>();
  readonly #delegations = new Map<number, ReadonlyMap<string, RoleKeys>>();
  readonly #verified = new Set<string>();
  #root = 0;
  #signedAtMs = 0;

  constructor(folder: ExportFolder, findings: Findings, roots: readonly Root[]) {
    this.#folder = folder;
    this.#findings = findings;
    this.#roots = roots;
    this.hashes = new Map(roots.map((root) => [`root ${root.version}`, root.sha256]));
  }

  /** Metadata of the right type and version; reported once when it is not. */
  #file(role: string, version: number): SignedFile | undefined {
    const key = `${role} ${version}`;
    if (this.#files.has(key)) return this.#files.get(key);
    const path = exportPaths.metadata(role, version);
    const bytes = this.#folder.has(path) ? this.#folder.bytes(path) : undefined;
    const file = bytes && readSigned(bytes);
    const type = ['catalog', 'withdrawals', 'channels'].includes(role) ? 'targets' : role;
    const isRight = file?.signed['_type'] === type && file.signed['version'] === version;
    if (bytes && !isRight)
      this.#findings.violation('list-signature', { file: path }, `it is no ${role} metadata of this version`);
    this.#files.set(key, isRight ? file : undefined);
    if (file && isRight) this.hashes.set(key, file.sha256);
    return isRight ? file : undefined;
  }

  /** True when signed by the role's keys of the root in force; roots only go on, never back. */
  #underRoot(role: string, file: SignedFile): boolean {
    for (let at = this.#root; at < this.#roots.length; at += 1) {
      if (!isSigned(file, this.#roots[at]!.roles.get(role))) continue;
      this.#root = at;
      return true;
    }
    return false;
  }

  timestamp(version: number): void {
    const path = exportPaths.metadata('timestamp', version);
    const place = { file: path };
    const file = this.#file('timestamp', version);
    if (!file) return;
    if (!this.#underRoot('timestamp', file))
      return this.#findings.violation(
        'list-signature',
        place,
        'it is not signed by the key of the timestamps',
      );
    const signedAtMs = Number(file.signed['signedAt']);
    if (!Number.isSafeInteger(signedAtMs))
      return this.#findings.violation('list-time', place, 'it does not say when it was signed');
    if (signedAtMs < this.#signedAtMs)
      this.#findings.violation(
        'list-time',
        place,
        `signed at ${signedAtMs}, an older version at ${this.#signedAtMs}: it is dated back`,
      );
    this.#signedAtMs = Math.max(this.#signedAtMs, signedAtMs);
    const ref = refOf(file.signed['meta'] as Named, 'snapshot.json');
    const snapshot = this.#snapshot(ref, signedAtMs, path);
    if (!snapshot) return;
    const before = this.timestamps.at(-1)?.snapshot;
    if (before && snapshot.version < before.version)
      this.#findings.violation(
        'list-rollback',
        place,
        `snapshot ${snapshot.version} after ${before.version}`,
      );
    const expiresAtMs = expiryOf(file.signed);
    const log = file.signed['log'];
    this.timestamps.push({ version, signedAtMs, expiresAtMs, snapshot, log });
    this.#findings.checked('timestamps');
  }

  #snapshot(ref: ReturnType<typeof refOf>, atMs: number, by: string): Snapshot | undefined {
    const known = this.snapshots.get(ref.sha256);
    if (known) return known;
    const place = { file: exportPaths.metadata('snapshot', ref.version) };
    const file = this.#file('snapshot', ref.version);
    if (!file) return this.#missing(place, by);
    if (file.sha256 !== ref.sha256 || file.length !== ref.length)
      return this.#bad('list-content', place, `${by} names another file`);
    if (!this.#underRoot('snapshot', file))
      return this.#bad('list-signature', place, 'it is not signed by the key of the snapshots');
    const meta = file.signed['meta'] as Named;
    const versions = {} as Record<ListName, number>;
    for (const name of listNames) {
      const one = refOf(meta, `${name}.json`);
      versions[name] = one.version;
      this.#list(name, one, versions, atMs, place.file);
    }
    const snapshot = {
      version: ref.version,
      sha256: ref.sha256,
      expiresAtMs: expiryOf(file.signed),
      versions,
    };
    const before = this.timestamps.at(-1)?.snapshot;
    for (const name of listNames)
      if (before && versions[name] < before.versions[name])
        this.#findings.violation(
          'list-rollback',
          place,
          `${name} went from version ${before.versions[name]} back to ${versions[name]}`,
        );
    this.snapshots.set(ref.sha256, snapshot);
    this.#findings.checked('snapshots');
    return snapshot;
  }

  /** Signed under the targets (or root) that the same snapshot names. */
  #list(
    name: ListName,
    ref: ReturnType<typeof refOf>,
    versions: Readonly<Record<ListName, number>>,
    atMs: number,
    by: string,
  ): void {
    const pair = `${name} ${ref.version} ${name === 'targets' ? this.#root : versions.targets}`;
    const place = { file: exportPaths.metadata(name, ref.version) };
    const file = this.#file(name, ref.version);
    if (!file) return void this.#missing(place, by);
    if (file.sha256 !== ref.sha256 || file.length !== ref.length)
      return void this.#bad('list-content', place, `${by} names another file`);
    if (this.#verified.has(pair)) return;
    this.#verified.add(pair);
    const isGood =
      name === 'targets'
        ? this.#underRoot('targets', file)
        : isSigned(file, this.#delegations.get(versions.targets)?.get(name));
    if (!isGood) return void this.#bad('list-signature', place, 'not enough of the right people signed it');
    this.#findings.checked('list versions');
    if (name === 'targets') this.#takeTargets(ref.version, file);
    if (this.lists[name].has(ref.version)) return;
    const files = this.#filesOf(name, file, place.file);
    const expiresAtMs = expiryOf(file.signed);
    this.lists[name].set(ref.version, { version: ref.version, expiresAtMs, files, publishedAtMs: atMs });
  }

  #takeTargets(version: number, file: SignedFile): void {
    const { keys, roles } = (file.signed['delegations'] ?? {}) as { keys?: unknown; roles?: unknown };
    const paths = Array.isArray(roles) ? (roles as { name?: string; paths?: string[] }[]) : [];
    for (const { name, paths: agreed } of Object.values(listRoles))
      if (paths.find((role) => role.name === name)?.paths?.join() !== agreed.join())
        this.#findings.violation(
          'list-signature',
          { file: exportPaths.metadata('targets', version) },
          `${name} is trusted with other paths than its own`,
        );
    this.#delegations.set(version, rolesOf(keys, roles));
  }

  #filesOf(name: ListName, file: SignedFile, path: string): Map<string, FileRef> {
    const targets = (file.signed['targets'] ?? {}) as Record<
      string,
      { hashes?: { sha256?: unknown }; length?: unknown }
    >;
    const files = new Map<string, FileRef>();
    for (const [target, one] of Object.entries(targets))
      files.set(target, { sha256: String(one?.hashes?.sha256), length: Number(one?.length) });
    const isWrong =
      (name !== 'targets' && [...files.keys()].some((target) => !target.startsWith(`${name}/`))) ||
      (name === 'catalog' && chunkPaths.some((chunk) => !files.has(chunk)));
    if (isWrong)
      this.#findings.violation('list-content', { file: path }, 'it names other files than its own');
    return files;
  }

  #bad(rule: 'list-content' | 'list-signature', place: { file: string }, detail: string): undefined {
    this.#findings.violation(rule, place, detail);
    return undefined;
  }

  #missing(place: { file: string }, by: string): undefined {
    if (!this.#folder.has(place.file)) this.#findings.violation('list-missing', place, `${by} names it`);
    return undefined;
  }

  /** Metadata that no good timestamp leads to: published by nobody, or its timestamp was taken away. */
  leftOver(): void {
    for (const role of ['snapshot', ...listNames] as const)
      for (const version of versionsUnder(this.#folder, role)) {
        if (this.#files.has(`${role} ${version}`)) continue;
        const file = { file: exportPaths.metadata(role, version) };
        this.#findings.violation('list-missing', file, 'no timestamp of the export leads to it');
      }
  }

  /** What the hub says of the time of a publication is what the first timestamp that names it says. */
  times(): void {
    const signed = new Map<string, number>();
    for (const { version, signedAtMs } of this.timestamps) signed.set(`timestamp ${version}`, signedAtMs);
    for (const name of listNames)
      for (const one of this.lists[name].values()) signed.set(`${name} ${one.version}`, one.publishedAtMs);
    const said = new Set<string>();
    this.#folder.rows(exportPaths.published, publishedMetadataMessage, ({ role, version, publishedAtMs }) => {
      const key = `${role} ${version}`;
      said.add(key);
      const file = exportPaths.metadata(role, version);
      if (!this.#folder.has(file))
        this.#findings.violation('list-missing', { file }, 'it was published and is not in the export');
      const atMs = signed.get(key);
      if (atMs === undefined || publishedAtMs === null) return;
      this.#findings.checked('times of publication');
      if (Math.abs(atMs - publishedAtMs) > publicationSlackMs)
        this.#findings.violation(
          'list-time',
          { file },
          `published at ${publishedAtMs}, its timestamp was signed at ${atMs}`,
        );
    });
    for (const key of signed.keys()) {
      const [role, version] = key.split(' ') as [string, string];
      const file = exportPaths.metadata(role, Number(version));
      if (!said.has(key))
        this.#findings.violation('list-time', { file }, 'the export does not say when it was published');
    }
  }
}

/** Publication and timestamp are one transaction. */
const publicationSlackMs = 60_000;
