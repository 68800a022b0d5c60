// A new counter gets its certificate: CSR and one-time code to the hub, whose authority is known by fingerprint.
import { createHash, X509Certificate } from 'node:crypto';
import { request } from 'node:https';
import {
  type EnrolRequest,
  type EnrolResponse,
  enrolRequestMessage,
  enrolResponseMessage,
  errorBodyMessage,
  journalKeyProof,
} from '@zhuangui/protocol/messages.ts';
import type { JournalKey } from '../journal/key.ts';
import { type Identity, identityProblem } from './identity-files.ts';

export interface EnrolTask {
  counter: string;
  hub: { host: string; httpsPort: number };
  /** As the hub gave it: `<code>.<SHA-256 of the authority's certificate, hex>`. */
  claim: string;
  journalKey: JournalKey;
}

/** Throws an Error with the hub's own words when the code is wrong, used, expired, or for another counter. */
export async function enrol(task: EnrolTask): Promise<Identity> {
  const { code, fingerprint } = parseClaim(task.claim);
  const authority = await fetchAuthority(task.hub, fingerprint);
  // Certificates of its own making are needed once in a counter's life: 6 MB the agent does without every other day.
  const { makeSigningRequest } = await import('./signing-request.ts');
  const { csr, key } = await makeSigningRequest(task.counter);
  const body = enrolRequestMessage.encode(requestOf(task, code, csr));
  const answer = await send(task.hub, { method: 'POST', path: '/enrol', ca: authority, body });
  const identity = { ...readAnswer(answer, task.journalKey.publicKey), key };
  const problem = identityProblem(identity);
  if (problem) throw new Error(`The hub answered with a certificate that is of no use: ${problem}.`);
  return identity;
}

function parseClaim(claim: string): { code: string; fingerprint: string } {
  const match = /^([A-Z2-7]{16})\.([0-9a-f]{64})$/.exec(claim.trim());
  if (!match) throw new Error('The claim is not of the form CODE.FINGERPRINT; copy it again from the hub.');
  return { code: match[1]!, fingerprint: match[2]! };
}

function requestOf(task: EnrolTask, code: string, csr: string): EnrolRequest {
  const proof = task.journalKey.sign(journalKeyProof(task.counter, csr));
  const journalKey = task.journalKey.publicKey;
  return { v: 1, code, counter: task.counter, csr, journalKey, proof };
}

/** The one answer taken from a peer that is not verified yet; the fingerprint in the claim verifies it. */
async function fetchAuthority(hub: EnrolTask['hub'], fingerprint: string): Promise<string> {
  const { status, body } = await send(hub, { method: 'GET', path: '/authority', insecure: true });
  if (status !== 200) throw new Error(`The hub gave no authority certificate (HTTP ${status}).`);
  const certificate = readCertificate(body);
  const found = createHash('sha256').update(certificate.raw).digest('hex');
  if (found !== fingerprint)
    throw new Error('The hub is not the one that made this claim: its authority differs.');
  return certificate.toString();
}

function readCertificate(body: Buffer): X509Certificate {
  try {
    return new X509Certificate(body);
  } catch {
    throw new Error('What answers at this address is no hub: it gave no authority certificate.');
  }
}

/** What technician and administrator compare: 16 hexadecimal digits of the SHA-256 of the journal's key. */
const machineFingerprint = (publicKey: string): string =>
  createHash('sha256').update(Buffer.from(publicKey, 'base64')).digest('hex').slice(0, 16);

/** The hub's words; a machine that waits for approval names itself, so that it can be told from another. */
function refusalWords({ code, message }: { code: string; message: string }, publicKey: string): string {
  if (code !== 'approval-waiting') return message;
  return `${message} (fingerprint of this machine: ${machineFingerprint(publicKey)})`;
}

function readAnswer({ status, body }: Answer, publicKey: string): { certificate: string; authority: string } {
  if (status !== 201) {
    const problem = errorBodyMessage.parse(body);
    throw new Error(
      problem.ok
        ? refusalWords(problem.value.error, publicKey)
        : `The hub refused the enrolment (HTTP ${status}).`,
    );
  }
  const parsed = enrolResponseMessage.parse(body);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  const { certificate, authority }: EnrolResponse = parsed.value;
  return { certificate, authority };
}

const timeoutMs = 10_000;
/** The first answer comes from a peer nobody has verified yet. */
const answerBytesMax = 65_536;

interface Answer {
  status: number;
  body: Buffer;
}

interface Call {
  method: 'GET' | 'POST';
  path: string;
  ca?: string;
  insecure?: boolean;
  body?: Uint8Array;
}

function send(hub: EnrolTask['hub'], call: Call): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: hub.host,
        port: hub.httpsPort,
        method: call.method,
        path: call.path,
        ca: call.ca,
        rejectUnauthorized: !call.insecure,
        signal: AbortSignal.timeout(timeoutMs),
        headers: { 'content-type': 'application/json' },
        agent: false,
      },
      (incoming) => {
        const parts: Buffer[] = [];
        let length = 0;
        incoming.on('data', (part: Buffer) => {
          length += part.length;
          parts.push(part);
          if (length > answerBytesMax) incoming.destroy(new Error('the hub answered too much'));
        });
        incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, body: Buffer.concat(parts) }));
        incoming.on('error', reject);
      },
    );
    outgoing.on('error', (error) =>
      reject(error.name === 'AbortError' ? new Error('the hub did not answer within 10 s') : error),
    );
    outgoing.end(call.body);
  });
}
