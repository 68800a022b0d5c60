// Where a counter keeps what proves who it is. Written whole or not at all.
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
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

/** Throws an Error that says how to enrol when a file is missing. */
export function readIdentity(folder: string): Identity {
  if (!hasIdentity(folder)) {
    throw new Error(`No identity in ${folder}. Ask the hub for a one-time code and run the enrol command.`);
  }
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  return { authority: read(files.authority), certificate: read(files.certificate), key: read(files.key) };
}

/** The certificate comes last: when it is there, everything is. */
export function writeIdentity(folder: string, identity: Identity): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeSynced(join(folder, files.authority), identity.authority);
  writeSynced(join(folder, files.key), identity.key);
  writeSynced(join(folder, files.certificate), identity.certificate);
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
