// Counters with real certificates, for tests.
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { enrolResponseMessage, journalKeyProof } from '@zhuangui/protocol/messages.ts';
import type { NewCounter } from '../counter.ts';
import type { Fleet } from '../fleet.ts';
import * as x509 from '../x509.ts';

export const newTestCounter = (id: string): NewCounter => ({
  id,
  name: '旗医院门诊楼专柜',
  siteKind: 'hospital',
  address: '赤峰市敖汉旗新惠镇',
  banner: '150430',
  league: '150400',
  hostUnit: '敖汉旗医院',
  operatingCompany: '草原专柜运营公司',
});

export interface TestIdentity {
  counter: string;
  /** PEM: client key and certificate, and the authority of the hub. */
  key: string;
  cert: string;
  ca: string;
  journalKeys: { privateKey: KeyObject; publicKey: KeyObject };
}

/** Registers (if needed) and enrols a counter the way a real one does. */
export async function enrolTestCounter(fleet: Fleet, counter: string): Promise<TestIdentity> {
  if (fleet.registry.get(counter) === undefined) await fleet.registry.add(newTestCounter(counter));
  const { code } = await fleet.enrolment.issueCode(counter);
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = (await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as CryptoKeyPair;
  const name = `CN=${counter}`;
  const made = await x509.Pkcs10CertificateRequestGenerator.create({
    name,
    keys,
    signingAlgorithm: algorithm,
  });
  const csr = Buffer.from(made.rawData).toString('base64');
  const journalKeys = generateKeyPairSync('ed25519');
  const journalKey = journalKeys.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
  const proof = sign(null, journalKeyProof(counter, csr), journalKeys.privateKey).toString('base64');
  const answer = await fleet.enrolment.enrol(
    Buffer.from(JSON.stringify({ v: 1, code, counter, csr, journalKey, proof })),
  );
  const response = enrolResponseMessage.parse(answer.body);
  if (!response.ok) throw new Error(`enrolment of ${counter} answered ${answer.status}`);
  const key = x509.PemConverter.encode(
    await crypto.subtle.exportKey('pkcs8', keys.privateKey),
    'PRIVATE KEY',
  );
  return { counter, key, cert: response.value.certificate, ca: response.value.authority, journalKeys };
}
