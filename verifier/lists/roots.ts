// The chain of roots: each signed by enough keys of the one before and by enough of its own (TUF specification 5.3).
import { exportPaths } from '@zhuangui/protocol/export-format.ts';
import type { ExportFolder } from '../export/export-folder.ts';
import type { Findings } from '../findings.ts';
import { isSigned, type RoleKeys, readSigned, rolesOf, type SignedFile } from './canonical.ts';

export interface Root {
  version: number;
  sha256: string;
  expiresAtMs: number;
  roles: ReadonlyMap<string, RoleKeys>;
}

export const versionsUnder = (folder: ExportFolder, role: string): number[] =>
  folder
    .under(`metadata/${role}/`)
    .flatMap((path) => /\/(\d{1,10})\.json$/.exec(path)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);

/** When metadata expires; 0 (long ago) when it does not say. */
export const expiryOf = (signed: Record<string, unknown>): number => {
  const ms = Date.parse(String(signed['expires']));
  return Number.isSafeInteger(ms) ? ms : 0;
};

const isVersion = (file: SignedFile, type: string, version: number) =>
  file.signed['_type'] === type && file.signed['version'] === version;

function rootOf(version: number, file: SignedFile): Root {
  const { keys, roles } = file.signed;
  return { version, sha256: file.sha256, expiresAtMs: expiryOf(file.signed), roles: rolesOf(keys, roles) };
}

/**
 * The trusted roots, oldest first. `pinned`: the root the auditor has from elsewhere; it must be in the export, and
 * the chain begins with it. Without it the export's first root is taken as it is.
 */
export function readRoots(folder: ExportFolder, findings: Findings, pinned: Buffer | undefined): Root[] {
  const versions = versionsUnder(folder, 'root');
  const trusted: Root[] = [];
  const own = pinned && readSigned(pinned);
  if (pinned && !own) findings.violation('root-replaced', {}, 'the pinned file is no root metadata');
  const from = own ? Number(own.signed['version']) : (versions[0] ?? 1);
  if (!own)
    findings.unchecked(
      'the first root: it is taken from the export itself. Give --root with the file you have from the ceremony',
    );
  for (const version of versions) {
    const path = exportPaths.metadata('root', version);
    const bytes = folder.bytes(path);
    if (!bytes || version < from) continue;
    const file = readSigned(bytes);
    const before = trusted.at(-1);
    if (!file || !isVersion(file, 'root', version)) {
      findings.violation('root-chain', { file: path }, 'it is no root metadata of this version');
      break;
    }
    if (own && version === from && file.sha256 !== own.sha256) {
      findings.violation(
        'root-replaced',
        { file: path },
        `its SHA-256 is ${file.sha256}, yours ${own.sha256}`,
      );
      break;
    }
    const root = rootOf(version, file);
    if (before && version !== before.version + 1) {
      findings.violation('root-chain', { file: path }, `root ${before.version + 1} is missing before it`);
      break;
    }
    if (before && !isSigned(file, before.roles.get('root'))) {
      findings.violation(
        'root-chain',
        { file: path },
        `it is not signed by enough keys of root ${before.version}`,
      );
      break;
    }
    if (!isSigned(file, root.roles.get('root'))) {
      findings.violation('root-chain', { file: path }, 'it is not signed by enough keys of its own');
      break;
    }
    trusted.push(root);
    findings.checked('roots');
  }
  if (own && trusted.length === 0 && !findings.has('root-replaced'))
    findings.violation('root-replaced', {}, `the export holds no root ${from} like yours`);
  if (trusted.length === 0 && versions.length === 0)
    findings.violation('list-missing', {}, 'the export holds no root');
  return trusted;
}
