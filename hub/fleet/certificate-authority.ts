// The hub's own certificate authority: made at the first start, its key readable by the hub's user only.
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { plainSerial } from '../broker/identity.ts';
import type { Clock } from '../platform/clock.ts';
import * as x509 from './x509.ts';

const ecdsa = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const dayMs = 86_400_000;
/** FLT-3: a counter's certificate lives 90 days; it renews long before. */
export const counterCertificateDays = 90;
const authorityDays = 3650;
/** HUB-4: the hub's own certificate lives 90 days too, and is replaced while it runs. */
const serverDays = 90;
/** A counter whose clock is a little behind must not find its new certificate in the future. */
const backdateMs = 3_600_000;

export interface IssuedCertificate {
  pem: string;
  /** Lower-case hexadecimal without leading zeros. */
  serial: string;
  notAfterMs: number;
}

/** PEM texts; `notAfterMs` is wall time. */
export interface ServerCertificate {
  key: string;
  cert: string;
  notAfterMs: number;
}

export interface CertificateAuthority {
  /** PEM. */
  certificate: string;
  /** SHA-256 over the DER certificate, lower-case hexadecimal: what an installer compares. */
  fingerprint: string;
  /** Client certificate for a counter; the CSR was verified before. */
  issueCounter(counter: string, csr: x509.Pkcs10CertificateRequest): Promise<IssuedCertificate>;
  /** Key and certificate of the hub for these host names and addresses; the key is never written to disk. */
  issueServer(hostNames: readonly string[]): Promise<ServerCertificate>;
}

interface AuthorityPair {
  key: CryptoKey;
  certificate: x509.X509Certificate;
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function importKey(pem: string): Promise<CryptoKey> {
  const der = x509.PemConverter.decodeFirst(pem);
  return crypto.subtle.importKey('pkcs8', der, ecdsa, false, ['sign']);
}

async function exportKey(key: CryptoKey): Promise<string> {
  return x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY');
}

const newKeys = async () =>
  (await crypto.subtle.generateKey(ecdsa, true, ['sign', 'verify'])) as CryptoKeyPair;

/** Whole seconds: certificates know nothing finer. */
const secondsOf = (ms: number) => new Date(Math.floor(ms / 1000) * 1000);

async function makeAuthority(
  keyPath: string,
  certificatePath: string,
  nowMs: number,
): Promise<AuthorityPair> {
  const keys = await newKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=zhuangui hub authority',
    notBefore: secondsOf(nowMs - backdateMs),
    notAfter: secondsOf(nowMs + authorityDays * dayMs),
    keys,
    signingAlgorithm: ecdsa,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  // The certificate last: a start that was cut off before finds none and begins anew.
  await writeFile(`${keyPath}.new`, await exportKey(keys.privateKey), { mode: 0o600 });
  await rename(`${keyPath}.new`, keyPath);
  await writeFile(`${certificatePath}.new`, certificate.toString('pem'));
  await rename(`${certificatePath}.new`, certificatePath);
  return { key: keys.privateKey, certificate };
}

/** A key and a certificate of two backups would certify what no counter and no broker accepts. */
async function requirePair({ key, certificate }: AuthorityPair, keyPath: string): Promise<void> {
  const probe = new TextEncoder().encode('zhuangui authority');
  const signature = await crypto.subtle.sign(ecdsa, key, probe);
  const publicKey = await certificate.publicKey.export(ecdsa, ['verify']);
  if (await crypto.subtle.verify(ecdsa, publicKey, signature, probe)) return;
  throw new Error(
    `${keyPath} is not the key of the certificate beside it: put both back from the same backup`,
  );
}

async function loadAuthority(directory: string, clock: Clock, hasIssued: boolean): Promise<AuthorityPair> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const keyPath = join(directory, 'authority-key.pem');
  const certificatePath = join(directory, 'authority.pem');
  const certificate = await readIfThere(certificatePath);
  if (certificate === undefined && hasIssued) {
    throw new Error(
      `${certificatePath} is missing, but counters hold certificates of this authority: put the folder back from the backup`,
    );
  }
  if (certificate === undefined) return makeAuthority(keyPath, certificatePath, clock.nowMs());
  const key = await readIfThere(keyPath);
  if (key === undefined) {
    throw new Error(
      `${keyPath} is missing: put the authority's key back, or remove ${certificatePath} to start over`,
    );
  }
  const pair = { key: await importKey(key), certificate: new x509.X509Certificate(certificate) };
  await requirePair(pair, keyPath);
  return pair;
}

const alternativeName = (name: string) =>
  isIP(name) ? { type: 'ip' as const, value: name } : { type: 'dns' as const, value: name };

/** FLT-3: opens or makes the authority in a directory. */
export async function openAuthority(parts: {
  directory: string;
  clock: Clock;
  /** Counters hold certificates already: a missing authority is then lost, not yet to be made. */
  hasIssued?: boolean;
}): Promise<CertificateAuthority> {
  const { clock } = parts;
  const authority = await loadAuthority(parts.directory, clock, parts.hasIssued ?? false);
  const issuer = authority.certificate;

  async function issue(
    subject: string,
    publicKey: x509.PublicKeyType,
    days: number,
    extensions: x509.Extension[],
  ): Promise<x509.X509Certificate> {
    const nowMs = clock.nowMs();
    return x509.X509CertificateGenerator.create({
      subject,
      issuer: issuer.subject,
      publicKey,
      signingKey: authority.key,
      signingAlgorithm: ecdsa,
      notBefore: secondsOf(nowMs - backdateMs),
      notAfter: secondsOf(Math.min(nowMs + days * dayMs, issuer.notAfter.getTime())),
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        await x509.AuthorityKeyIdentifierExtension.create(issuer),
        ...extensions,
      ],
    });
  }

  return {
    certificate: issuer.toString('pem'),
    fingerprint: createHash('sha256').update(new Uint8Array(issuer.rawData)).digest('hex'),
    async issueCounter(counter, csr) {
      const certificate = await issue(`CN=${counter}`, csr.publicKey, counterCertificateDays, [
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth]),
      ]);
      return {
        pem: certificate.toString('pem'),
        serial: plainSerial(certificate.serialNumber),
        notAfterMs: certificate.notAfter.getTime(),
      };
    },
    async issueServer(hostNames) {
      const keys = await newKeys();
      const certificate = await issue('CN=zhuangui hub', keys.publicKey, serverDays, [
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
        new x509.SubjectAlternativeNameExtension(hostNames.map(alternativeName)),
      ]);
      return {
        key: await exportKey(keys.privateKey),
        cert: certificate.toString('pem'),
        notAfterMs: certificate.notAfter.getTime(),
      };
    },
  };
}
