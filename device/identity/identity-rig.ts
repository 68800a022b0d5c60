// For tests: an authority of one's own, what it issues, and a TLS server that answers as a hub should or should not.
import 'reflect-metadata';
import { createHash, webcrypto } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import * as x509 from '@peculiar/x509';

const crypto = webcrypto as unknown as Crypto;
x509.cryptoProvider.set(crypto);
const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const dayMs = 86_400_000;

const newKeys = () => crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
const pemOf = async (key: CryptoKey) =>
  x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY');
const validity = () => ({ notBefore: new Date(Date.now() - dayMs), notAfter: new Date(Date.now() + dayMs) });

export interface TestAuthority {
  pem: string;
  /** As it stands in a claim. */
  fingerprint: string;
  /** A certificate over the key of a CSR (DER, base64), or of a new key with its PEM. */
  issueFor(csr: string): Promise<string>;
  issue(name: string): Promise<{ certificate: string; key: string }>;
}

export async function testAuthority(name = 'CN=test authority'): Promise<TestAuthority> {
  const keys = await newKeys();
  const own = await x509.X509CertificateGenerator.createSelfSigned(
    {
      name,
      keys,
      signingAlgorithm: algorithm,
      extensions: [new x509.BasicConstraintsExtension(true)],
      ...validity(),
    },
    crypto,
  );
  const sign = async (subject: string, publicKey: CryptoKey | x509.PublicKey) => {
    const names = new x509.SubjectAlternativeNameExtension([{ type: 'ip', value: '127.0.0.1' }]);
    const issued = await x509.X509CertificateGenerator.create(
      {
        subject,
        issuer: own.subject,
        publicKey,
        signingKey: keys.privateKey,
        signingAlgorithm: algorithm,
        extensions: [names],
        ...validity(),
      },
      crypto,
    );
    return issued.toString('pem');
  };
  return {
    pem: own.toString('pem'),
    fingerprint: createHash('sha256').update(Buffer.from(own.rawData)).digest('hex'),
    issueFor(csr) {
      const request = new x509.Pkcs10CertificateRequest(Buffer.from(csr, 'base64'));
      return sign(request.subject, request.publicKey);
    },
    async issue(subject) {
      const fresh = await newKeys();
      return {
        certificate: await sign(`CN=${subject}`, fresh.publicKey),
        key: await pemOf(fresh.privateKey),
      };
    },
  };
}

export interface HubAnswer {
  status: number;
  body: string;
}
export type Answerer = (path: string, body: string) => Promise<HubAnswer>;

/** Listens on 127.0.0.1 with a certificate of the authority. */
export async function answeringHub(authority: TestAuthority, answer: Answerer) {
  const { certificate, key } = await authority.issue('hub');
  const server: Server = createServer({ cert: certificate, key }, (request, response) => {
    void bodyOf(request)
      .then((body) => answer(request.url ?? '', body))
      .then(({ status, body }) => response.writeHead(status).end(body))
      .catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { host: '127.0.0.1', httpsPort: (server.address() as AddressInfo).port, close };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of request) text += part;
  return text;
}
