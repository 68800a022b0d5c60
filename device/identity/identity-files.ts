// Where a counter keeps what proves who it is. Written whole or not at all.
import { createPrivateKey, X509Certificate } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

export interface Identity {
  /** PEM. */
  authority: string;
  certificate: string;
  key: string;
}

const files = { authority: 'authority.pem', certificate: 'certificate.pem', key: 'key.pem' } as const;

export function hasIdentity(folder: string): boolean {
  return Object.values(files).every((name) => existsSync(join(folder, name)));
}

const howToEnrol = 'Ask the hub for a one-time code and run the enrol command.';

/** Throws an Error that says how to enrol when a file is missing, unreadable, or does not belong to the others. */
export function readIdentity(folder: string): Identity {
  if (!hasIdentity(folder)) throw new Error(`No identity in ${folder}. ${howToEnrol}`);
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  const identity = {
    authority: read(files.authority),
    certificate: read(files.certificate),
    key: read(files.key),
  };
  const problem = identityProblem(identity);
  if (problem) throw new Error(`The identity in ${folder} is of no use: ${problem}. ${howToEnrol}`);
  return identity;
}

/** Why three files are no identity, in words; undefined when they are one. Says nothing about time or revocation. */
export function identityProblem({ authority, certificate, key }: Identity): string | undefined {
  try {
    const own = new X509Certificate(certificate);
    if (!own.checkPrivateKey(createPrivateKey(key))) return 'key.pem is not the key of certificate.pem';
    if (!own.verify(new X509Certificate(authority).publicKey)) {
      return 'certificate.pem was not issued by authority.pem';
    }
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** The certificate goes first and comes last: while it is there, everything is, and everything belongs together. */
export function writeIdentity(folder: string, identity: Identity): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  rmSync(join(folder, files.certificate), { force: true });
  syncFolder(folder);
  writeSynced(join(folder, files.authority), identity.authority);
  writeSynced(join(folder, files.key), identity.key);
  writeSynced(join(folder, files.certificate), identity.certificate);
  syncFolder(folder);
}

function syncFolder(folder: string): void {
  const directory = openSync(folder, 'r');
  fsyncSync(directory);
  closeSync(directory);
}

function writeSynced(path: string, text: string): void {
  const file = openSync(`${path}.new`, 'w', 0o600);
  writeSync(file, text);
  fsyncSync(file);
  closeSync(file);
  renameSync(`${path}.new`, path);
}
