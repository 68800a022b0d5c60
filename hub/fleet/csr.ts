// What a new counter asks to have certified, checked before anything is signed.
import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { journalKeyProof } from '@zhuangui/protocol/messages.ts';
import * as x509 from './x509.ts';

export type CsrResult = { ok: true; csr: x509.Pkcs10CertificateRequest } | { ok: false; message: string };

const refuse = (message: string): { ok: false; message: string } => ({ ok: false, message });

/** FLT-4: PKCS#10 (RFC 2986), DER in base64; its signature holds, P-256, and its only name is CN = counter. */
export async function readCsr(base64: string, counter: string): Promise<CsrResult> {
  let csr: x509.Pkcs10CertificateRequest;
  try {
    csr = new x509.Pkcs10CertificateRequest(Buffer.from(base64, 'base64'));
  } catch {
    return refuse('the CSR is not PKCS#10 in DER: make a new one');
  }
  const key = csr.publicKey.algorithm as { name: string; namedCurve?: string };
  if (key.name !== 'ECDSA' || key.namedCurve !== 'P-256') return refuse('the CSR must be for a P-256 key');
  if (csr.subject !== `CN=${counter}`)
    return refuse(`the CSR's subject must be CN=${counter} and nothing else`);
  const holds = await csr.verify().catch(() => false);
  return holds ? { ok: true, csr } : refuse('the CSR is not signed by its own key');
}

/** SPKI DER in base64 to an Ed25519 public key, or undefined. */
export function readJournalKey(base64: string): KeyObject | undefined {
  try {
    const key = createPublicKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'ed25519' ? key : undefined;
  } catch {
    return undefined;
  }
}

/** FLT-4: the sender holds the key that will sign the journal. */
export function journalKeyProven(key: KeyObject, counter: string, csr: string, proof: string): boolean {
  return verify(null, journalKeyProof(counter, csr), key, Buffer.from(proof, 'base64'));
}
