// An onlooker of the published catalog: reads what the store holds as rows and bytes, and believes no function of the hub.
import { createHash, createPublicKey, verify } from 'node:crypto';
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import type { Db } from '@zhuangui/protocol/db/db.ts';

interface DecisionRow {
  application: string;
  versionHash: string;
  level: string;
  person: string;
  personKind: string;
}
interface ApplicationRow {
  id: string;
  creditCode: string;
  certificate: string | null;
  validFrom: string | null;
  validUntil: string | null;
}
interface VersionRow {
  hash: string;
  application: string;
  content: string;
}
interface ChangeRow {
  release: string;
  version: number;
  entry: string;
  line: string | null;
  source: 'application' | 'file' | 'edit';
  sourceRef: string;
}

/** Raw rows and bytes, as they stand in the store. */
export interface Evidence {
  /** Catalog metadata by version. */
  catalogs: Map<number, Uint8Array>;
  /** `path hash` to bytes. */
  targets: Map<string, Uint8Array>;
  decisions: DecisionRow[];
  applications: ApplicationRow[];
  versions: VersionRow[];
  authors: { application: string; person: string }[];
  releaseAuthors: { release: string; person: string }[];
  changes: ChangeRow[];
  files: { release: string; sha256: string }[];
  keys: { keyId: string; publicKey: string; person: string; role: string }[];
}

/** What the onlooker knows of people, apart from the hub. */
export interface Known {
  /** Public keys of the ceremony that may sign the catalog. */
  catalogKeys: ReadonlySet<string>;
  /** May this person act on this level for the banner? */
  mayAct(person: string, level: string, banner: string): boolean;
  maySign(person: string): boolean;
  /** Files that somebody entitled handed in: SHA-256 to the lines it held. */
  filed: ReadonlyMap<string, ReadonlySet<string>>;
  /** Suppliers that were under sanction when the version was published. */
  blacklistedAt(version: number): ReadonlySet<string>;
}

export async function readEvidence(db: Db): Promise<Evidence> {
  const rows = <T>(sql: string) => db.query<T>(sql);
  const metadata = await rows<{ version: number; bytes: Uint8Array }>(
    "SELECT version, bytes FROM tuf_metadata WHERE role = 'catalog'",
  );
  const targets = await rows<{ path: string; hash: string; bytes: Uint8Array }>(
    'SELECT path, hash, bytes FROM tuf_target',
  );
  return {
    catalogs: new Map(metadata.map(({ version, bytes }) => [version, bytes])),
    targets: new Map(targets.map(({ path, hash, bytes }) => [`${path} ${hash}`, bytes])),
    decisions: await rows(
      `SELECT application, version_hash AS versionHash, level, person, person_kind AS personKind
       FROM application_decision WHERE decision = 'approve' ORDER BY id`,
    ),
    applications: await rows(
      `SELECT id, credit_code AS creditCode, certificate, valid_from AS validFrom, valid_until AS validUntil
       FROM application`,
    ),
    versions: await rows('SELECT hash, application, content FROM application_version'),
    authors: await rows('SELECT application, person FROM application_author'),
    releaseAuthors: await rows('SELECT release, person FROM release_author'),
    changes: await rows(
      `SELECT c.release, r.version, c.entry, c.line, c.source, c.source_ref AS sourceRef
       FROM release_change c JOIN release r ON r.id = c.release WHERE r.state = 'published'`,
    ),
    files: await rows('SELECT release, sha256 FROM release_file'),
    keys: await rows('SELECT key_id AS keyId, public_key AS publicKey, person, role FROM signing_key'),
  };
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const requireThat = (isSo: boolean, why: string): void => {
  if (!isSo) throw new Error(`published without right: ${why}`);
};

/** OLPC canonical JSON, of which TUF's signatures are made. */
function canonical(value: unknown): string {
  if (typeof value === 'string') return `"${value.replace(/[\\"]/g, '\\$&')}"`;
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${canonical(name)}:${canonical((value as never)[name])}`).join(',')}}`;
}

interface Signed {
  signed: { version: number; targets: Record<string, { length: number; hashes: { sha256: string } }> };
  signatures: { keyid: string; sig: string }[];
}

function isValid(publicKey: string, bytes: Uint8Array, signature: string): boolean {
  const der = Buffer.from(`302a300506032b6570032100${publicKey}`, 'hex');
  const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
  return verify(null, bytes, key, Buffer.from(signature, 'hex'));
}

/** Two people, each with a catalog key of her own, over exactly these bytes; none of them an author. */
function judgeSignatures(evidence: Evidence, known: Known, version: number, { signed, signatures }: Signed) {
  const bytes = Buffer.from(canonical(signed));
  const release = evidence.changes.find((change) => change.version === version)?.release;
  const authors = evidence.releaseAuthors.filter((row) => row.release === release).map((row) => row.person);
  const signers = signatures.flatMap(({ keyid, sig }) => {
    const key = evidence.keys.find((row) => row.keyId === keyid && row.role === 'catalog');
    const isOne = key && known.catalogKeys.has(key.publicKey) && isValid(key.publicKey, bytes, sig);
    return isOne && known.maySign(key.person) && !authors.includes(key.person) ? [key] : [];
  });
  requireThat(
    new Set(signers.map(({ person }) => person)).size >= 2,
    `version ${version}: two people’s signatures`,
  );
  requireThat(new Set(signers.map(({ publicKey }) => publicKey)).size >= 2, `version ${version}: two keys`);
}

function linesIn(evidence: Evidence, { signed }: Signed): Map<string, string> {
  const lines = new Map<string, string>();
  for (const [path, { length, hashes }] of Object.entries(signed.targets)) {
    const bytes = evidence.targets.get(`${path} ${hashes.sha256}`);
    requireThat(bytes !== undefined && bytes.length === length, `${path} is there`);
    requireThat(sha256(bytes!) === hashes.sha256, `${path} is what was signed`);
    for (const line of Buffer.from(bytes!).toString('utf8').split('\n').filter(Boolean))
      lines.set((JSON.parse(line) as Entry).id, line);
  }
  return lines;
}

const levels = ['banner', 'league', 'region', 'national'];

/** Whether these are the four levels, by four people in their places, on a version that says what the entry says. */
function judgeApplication(evidence: Evidence, known: Known, id: string, entry: Entry): void {
  const application = evidence.applications.find((row) => row.id === id);
  requireThat(
    application?.certificate === entry.certificate.number,
    `${entry.id}: an application’s certificate`,
  );
  const versions = evidence.versions.filter((row) => row.application === id);
  const complete = versions.some(({ hash, content }) => {
    const made = evidence.decisions.filter((row) => row.application === id && row.versionHash === hash);
    const four = levels.map((level) => made.find((row) => row.level === level));
    const people = four.map((row) => row?.person);
    const isRight = four.every(
      (row) => row?.personKind === 'person' && known.mayAct(row.person, row.level, entry.origin.banner),
    );
    const wrote = evidence.authors.filter((row) => row.application === id).map(({ person }) => person);
    const isApart = new Set(people).size === 4 && !people.some((person) => wrote.includes(person ?? ''));
    return isRight && isApart && saysTheSame(content, application!, entry);
  });
  requireThat(complete, `${entry.id}: four levels by four people on this content`);
}

function saysTheSame(content: string, application: ApplicationRow, entry: Entry): boolean {
  const { supplierName, banner, ...words } = JSON.parse(content) as Record<string, unknown>;
  const { id: _id, supplier, origin, certificate, ...rest } = entry;
  return (
    canonical(words) === canonical(rest) &&
    origin.banner === banner &&
    supplier.name === supplierName &&
    supplier.creditCode === application.creditCode &&
    certificate.validFrom === application.validFrom &&
    certificate.validUntil === application.validUntil
  );
}

/** What an edit may say otherwise (REL-7); everything else stays as it was certified. */
function judgeEdit(before: string | undefined, entry: Entry): void {
  requireThat(before !== undefined, `${entry.id}: an edit adds nothing`);
  const fixed = ({ id, gtins, category, supplier, origin, certificate }: Entry) =>
    canonical([
      id,
      [...gtins].sort(),
      category,
      supplier.creditCode,
      origin.banner,
      certificate.number,
      certificate.validFrom,
    ]);
  const old = JSON.parse(before!) as Entry;
  requireThat(fixed(old) === fixed(entry), `${entry.id}: an edit changes no identity`);
  requireThat(entry.certificate.validUntil <= old.certificate.validUntil, `${entry.id}: no longer validity`);
  requireThat(entry.shelfLifeDays <= old.shelfLifeDays, `${entry.id}: no longer shelf life`);
}

/**
 * Judges one version against the one before. Throws with the reason when something in it has no right to be there;
 * returns its lines by id.
 */
export function judgeVersion(
  evidence: Evidence,
  known: Known,
  version: number,
  before: ReadonlyMap<string, string>,
): Map<string, string> {
  const metadata = JSON.parse(Buffer.from(evidence.catalogs.get(version)!).toString('utf8')) as Signed;
  requireThat(metadata.signed.version === version, `version ${version} says so itself`);
  judgeSignatures(evidence, known, version, metadata);
  const lines = linesIn(evidence, metadata);
  for (const [id, line] of lines) {
    if (before.get(id) === line) continue;
    const entry = JSON.parse(line) as Entry;
    const change = evidence.changes.find((row) => row.version === version && row.entry === id);
    requireThat(change?.line === line, `${id}: a change of a published release says this line`);
    if (change!.source === 'edit') judgeEdit(before.get(id), entry);
    else if (change!.source === 'file') {
      const isRecorded = evidence.files.some(
        ({ release, sha256 }) => release === change!.release && sha256 === change!.sourceRef,
      );
      requireThat(
        isRecorded && known.filed.get(change!.sourceRef)?.has(line) === true,
        `${id}: its import is on record`,
      );
    } else {
      requireThat(
        !known.blacklistedAt(version).has(entry.supplier.creditCode),
        `${id}: its supplier is blacklisted`,
      );
      judgeApplication(evidence, known, change!.sourceRef, entry);
    }
  }
  return lines;
}
