// pure
// A rotation in words: everything a holder reads before she signs.
import type { KeyRef } from '../../catalog/metadata.ts';
import { sha256 } from '../../catalog/metadata.ts';
import { readTrust, type Trust } from '../../catalog/rotation-shape.ts';
import type { CheckedDraft, countSignatures } from './rotation-check.ts';
import type { RotationFile, TrustFile } from './rotation-file.ts';

const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'utf8'));
type Names = ReadonlyMap<string, string>;

const shown = ({ keyId }: KeyRef, names: Names) => {
  const name = names.get(keyId);
  return `${keyId.slice(0, 16)}${name ? ` (${name})` : ''}`;
};

function groupWords(
  office: string,
  old: { keys: readonly KeyRef[]; threshold: number },
  now: { keys: readonly KeyRef[]; threshold: number },
  names: Names,
): string[] {
  const ids = (keys: readonly KeyRef[]) => new Set(keys.map(({ keyId }) => keyId));
  const [before, after] = [ids(old.keys), ids(now.keys)];
  const mark = (key: KeyRef) => (before.has(key.keyId) ? '  stays  ' : '  NEW    ') + shown(key, names);
  const gone = old.keys.filter(({ keyId }) => !after.has(keyId));
  const count = `${now.threshold} of ${now.keys.length} sign`;
  const was = `${old.threshold} of ${old.keys.length}`;
  const changed = count === `${was} sign` ? '' : ` (before: ${was})`;
  return [
    `${office}: ${count}${changed}`,
    ...now.keys.map(mark),
    ...gone.map((key) => `  GONE   ${shown(key, names)}`),
  ];
}

const one = (key: KeyRef) => ({ keys: [key], threshold: 1 });

/** Lines for the screen of whoever signs, and for the protocol sheet. */
export function draftWords(file: RotationFile, { old, new: now, digest }: CheckedDraft): string[] {
  const names: Names = new Map(file.names.map(({ keyId, name }) => [keyId, name]));
  const { parts, before } = file;
  const again = (['catalog', 'withdrawals'] as const).flatMap((role) => {
    const part = parts[role];
    return part ? [`The ${role} list is signed again as it is, as version ${part.version}.`] : [];
  });
  return [
    `Root ${old.rootVersion} becomes root ${now.rootVersion}, targets ${now.targetsVersion}. ${file.note}`,
    `In force: root ${old.rootVersion}, SHA-256 ${sha256(bytesOf(before.root))}`,
    `Drafted ${new Date(file.draftedAt).toISOString()}, valid until ${now.rootExpires}`,
    ...groupWords('Root keys', old.root, now.root, names),
    ...groupWords('Certifiers', old.catalog, now.catalog, names),
    ...groupWords('Supervisors', old.withdrawals, now.withdrawals, names),
    ...groupWords('Online snapshot', one(old.snapshot), one(now.snapshot), names),
    ...groupWords('Online timestamp', one(old.timestamp), one(now.timestamp), names),
    ...groupWords('Online channels', one(old.channels), one(now.channels), names),
    ...again,
    `SHA-256 of what is signed: ${digest}`,
  ];
}

/** Who has signed and who has not. */
export function signatureWords(
  file: RotationFile,
  { good, wrong, missing }: ReturnType<typeof countSignatures>,
): string[] {
  const names: Names = new Map(file.names.map(({ keyId, name }) => [keyId, name]));
  const line = ({ part, keyId }: { part: string; keyId: string }) =>
    `${part}: ${shown({ keyId, publicKey: '' }, names)}`;
  return [
    ...good.map((signature) => `signed   ${line(signature)}`),
    ...wrong.map((signature) => `WRONG    ${line(signature)}`),
    ...missing.map(
      ({ part, by, signed, threshold }) => `MISSING  ${part}: ${signed} of ${threshold} from the ${by} keys`,
    ),
    missing.length === 0 ? 'All signatures are there.' : 'Not enough signatures yet.',
  ];
}

/** Who is trusted now. */
export function trustWords(file: TrustFile): string[] {
  const trust: Trust = readTrust(bytesOf(file.root), bytesOf(file.targets));
  const group = (office: string, { keys, threshold }: Trust['root']) => [
    `${office}: ${threshold} of ${keys.length} sign`,
    ...keys.map(({ keyId, publicKey }) => `  ${keyId.slice(0, 16)}  public key ${publicKey}`),
  ];
  return [
    `Root ${trust.rootVersion}, SHA-256 ${sha256(bytesOf(file.root))}, valid until ${trust.rootExpires}`,
    ...group('Root keys', trust.root),
    ...group('Certifiers', trust.catalog),
    ...group('Supervisors', trust.withdrawals),
    ...group('Online snapshot', one(trust.snapshot) as Trust['root']),
    ...group('Online timestamp', one(trust.timestamp) as Trust['root']),
    ...group('Online channels', one(trust.channels) as Trust['root']),
    ...(file.nextOnline ? ['The hub has made its next online keys.'] : []),
    ...file.waiting.map(
      ({ name, role, keyId }) => `Confirmed and waiting: ${keyId.slice(0, 16)} ${role} ${name}`,
    ),
  ];
}
