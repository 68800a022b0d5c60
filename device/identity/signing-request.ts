// A P-256 key that never leaves the counter, and the PKCS#10 request for its certificate (RFC 2986).
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** CSR as DER in base64, private key as PKCS#8 PEM. CN = counter id. */
export async function makeSigningRequest(counter: string): Promise<{ csr: string; key: string }> {
  const crypto = webcrypto as unknown as Crypto;
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const request = await x509.Pkcs10CertificateRequestGenerator.create(
    { name: `CN=${counter}`, keys, signingAlgorithm: algorithm },
    crypto,
  );
  const pkcs8 = await crypto.subtle.exportKey('pkcs8', keys.privateKey);
  return {
    csr: Buffer.from(request.rawData).toString('base64'),
    key: x509.PemConverter.encode(pkcs8, 'PRIVATE KEY'),
  };
}
