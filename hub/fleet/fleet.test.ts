import { createPublicKey, generateKeyPairSync, sign, X509Certificate } from 'node:crypto';
import { copyFile, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Db } from '@zhuangui/protocol/db/db.ts';
import {
  type EnrolRequest,
  enrolResponseMessage,
  errorBodyMessage,
  journalKeyProof,
} from '@zhuangui/protocol/messages.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../platform/clock.ts';
import { silentLog } from '../platform/log.ts';
import { systemRandom } from '../platform/random.ts';
import { openHubStore } from '../store/open-hub-store.ts';
import { openAuthority } from './certificate-authority.ts';
import type { EnrolAnswer } from './enrolment.ts';
import { type Fleet, openFleet } from './fleet.ts';
import { fleetSchema } from './fleet-schema.ts';
import { newTestCounter } from './testing/test-fleet.ts';
import * as x509 from './x509.ts';

let directory: string;
let db: Db;
let fleet: Fleet;
const now = { ms: Date.now() };

const open = () =>
  openFleet({
    db,
    authorityDirectory: join(directory, 'authority'),
    clock: { ...systemClock(), nowMs: () => now.ms },
    random: systemRandom(),
    log: silentLog,
  });

beforeEach(async () => {
  now.ms = Date.now();
  directory = await mkdtemp(join(tmpdir(), 'zhuangui-fleet-'));
  db = await openHubStore({ path: join(directory, 'hub.db'), schemas: [fleetSchema] });
  fleet = await open();
});
afterEach(async () => {
  await fleet.close();
  await db.close();
  await rm(directory, { recursive: true });
});

const ecdsa = (namedCurve: string) => ({ name: 'ECDSA', namedCurve, hash: 'SHA-256' });

async function request(
  counter: string,
  code: string,
  change: { name?: string; curve?: string } = {},
): Promise<EnrolRequest> {
  const algorithm = ecdsa(change.curve ?? 'P-256');
  const keys = (await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as CryptoKeyPair;
  const name = change.name ?? `CN=${counter}`;
  const made = await x509.Pkcs10CertificateRequestGenerator.create({
    name,
    keys,
    signingAlgorithm: algorithm,
  });
  const csr = Buffer.from(made.rawData).toString('base64');
  const journal = generateKeyPairSync('ed25519');
  const journalKey = journal.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
  const proof = sign(null, journalKeyProof(counter, csr), journal.privateKey).toString('base64');
  return { v: 1, code, counter, csr, journalKey, proof };
}

const enrol = (body: object) => fleet.enrolment.enrol(Buffer.from(JSON.stringify(body)));
const codeIn = (answer: EnrolAnswer) => {
  const parsed = errorBodyMessage.parse(answer.body);
  return parsed.ok ? parsed.value.error.code : 'no error';
};

describe('register', () => {
  it('[FLT-1] keeps counters over a restart and refuses what is no counter', async () => {
    await fleet.registry.add(newTestCounter('c-001'));
    await expect(fleet.registry.add(newTestCounter('c-001'))).rejects.toMatchObject({ code: 'exists' });
    await expect(fleet.registry.add(newTestCounter('C!'))).rejects.toMatchObject({ code: 'invalid' });
    const elsewhere = { ...newTestCounter('c-002'), league: '150500' };
    await expect(fleet.registry.add(elsewhere)).rejects.toThrow(/does not lie in league/);
    const again = await open();
    expect(again.registry.list()).toEqual(fleet.registry.list());
    expect(again.registry.get('c-001')).toMatchObject({ status: 'registered', siteKind: 'hospital' });
  });
});

describe('authority', () => {
  it('[FLT-3] is made once, its key readable by the owner only', async () => {
    const path = join(directory, 'authority', 'authority-key.pem');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const before = await readFile(path, 'utf8');
    const again = await open();
    expect(again.authority.fingerprint).toBe(fleet.authority.fingerprint);
    expect(await readFile(path, 'utf8')).toBe(before);
    const fingerprint = new X509Certificate(fleet.authority.certificate).fingerprint256
      .replaceAll(':', '')
      .toLowerCase();
    expect(fleet.authority.fingerprint).toBe(fingerprint);
  });

  it('[FLT-3] says what to do when the key is gone', async () => {
    await rm(join(directory, 'authority', 'authority-key.pem'));
    await expect(open()).rejects.toThrow(/put the authority's key back/);
  });

  it('[FLT-3] does not start over while counters hold certificates of the old one', async () => {
    await fleet.registry.add(newTestCounter('c-001'));
    await enrol(await request('c-001', (await fleet.enrolment.issueCode('c-001')).code));
    await rm(join(directory, 'authority'), { recursive: true });
    await expect(open()).rejects.toThrow(/put the folder back/);
  });

  it('[FLT-3] does not sign with a key that is not that of its certificate', async () => {
    const other = await openAuthority({ directory: join(directory, 'other'), clock: systemClock() });
    expect(other.fingerprint).not.toBe(fleet.authority.fingerprint);
    await copyFile(
      join(directory, 'other', 'authority-key.pem'),
      join(directory, 'authority', 'authority-key.pem'),
    );
    await expect(open()).rejects.toThrow(/not the key of/);
  });

  it('issues the hub a certificate for its names', async () => {
    const { cert } = await fleet.authority.issueServer(['localhost', '127.0.0.1']);
    const certificate = new X509Certificate(cert);
    expect(certificate.checkHost('localhost')).toBe('localhost');
    expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(certificate.verify(createPublicKey(fleet.authority.certificate))).toBe(true);
  });
});

describe('enrolment', () => {
  beforeEach(async () => {
    await fleet.registry.add(newTestCounter('c-001'));
    await fleet.registry.add(newTestCounter('c-002'));
  });

  it('[FLT-2] certifies a counter with its code, once', async () => {
    const { code, expiresAtMs } = await fleet.enrolment.issueCode('c-001');
    expect(code).toMatch(/^[A-Z2-7]{16}$/);
    expect(expiresAtMs - now.ms).toBe(15 * 60_000);
    const asked = await request('c-001', code);
    const answer = await enrol(asked);
    const response = enrolResponseMessage.parse(answer.body);
    if (!response.ok) throw new Error(response.problem.message);
    const certificate = new X509Certificate(response.value.certificate);
    expect(certificate.subject).toBe('CN=c-001');
    expect(response.value.notAfter - now.ms).toBeGreaterThan(89 * 86_400_000);
    expect(certificate.verify(createPublicKey(response.value.authority))).toBe(true);
    const serial = fleet.registry.get('c-001')?.certificate?.serial;
    expect(fleet.registry.admission('c-001', serial)).toEqual({ ok: true });
    expect(fleet.registry.journalKey('c-001')).toBe(asked.journalKey);
    expect(codeIn(await enrol(await request('c-001', code)))).toBe('code-refused');
  });

  it('[FLT-2] refuses a wrong, old, foreign or replaced code with the same words', async () => {
    const { code } = await fleet.enrolment.issueCode('c-001');
    const answers = [
      await enrol(await request('c-001', 'A'.repeat(16))),
      await enrol(await request('c-002', code)),
      await enrol(await request('c-009', code)),
    ];
    await fleet.enrolment.issueCode('c-001');
    answers.push(await enrol(await request('c-001', code)));
    const { code: newest } = await fleet.enrolment.issueCode('c-001');
    now.ms += 15 * 60_000;
    answers.push(await enrol(await request('c-001', newest)));
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403]);
    expect(new Set(answers.map(({ body }) => Buffer.from(body).toString())).size).toBe(1);
  });

  it('[FLT-2] a code dies after five wrong tries, also in parallel', async () => {
    const { code } = await fleet.enrolment.issueCode('c-001');
    const wrong = await request('c-001', 'B'.repeat(16));
    await Promise.all(Array.from({ length: 5 }, () => enrol(wrong)));
    expect(codeIn(await enrol(await request('c-001', code)))).toBe('code-refused');
    expect(fleet.enrolment.stats()).toEqual({ enrolled: 0, refused: 6 });
  });

  it('[FLT-2] two machines with one code: one is certified', async () => {
    const { code } = await fleet.enrolment.issueCode('c-001');
    const requests = await Promise.all([request('c-001', code), request('c-001', code)]);
    const answers = await Promise.all(requests.map(enrol));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 403]);
  });

  it('[FLT-4] checks CSR and journal key before it signs, and leaves the code usable', async () => {
    const { code } = await fleet.enrolment.issueCode('c-001');
    const good = await request('c-001', code);
    const other = await request('c-001', code);
    const broken = Buffer.from(good.csr, 'base64');
    broken[broken.length - 5]! ^= 1;
    const rsaKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
    const answers = [
      await enrol(await request('c-001', code, { name: 'CN=c-002' })),
      await enrol(await request('c-001', code, { name: 'CN=c-001, O=else' })),
      await enrol(await request('c-001', code, { curve: 'P-384' })),
      await enrol({ ...good, csr: broken.toString('base64') }),
      await enrol({ ...good, csr: 'AAAA' }),
      await enrol({ ...good, proof: other.proof }),
      await enrol({ ...good, journalKey: other.journalKey }),
      await enrol({
        ...good,
        journalKey: Buffer.from(rsaKey.export({ format: 'der', type: 'spki' }))
          .subarray(0, 90)
          .toString('base64'),
      }),
      await enrol({ ...good, fee: 1 }),
    ];
    expect(answers.map(codeIn)).toEqual([
      'csr-refused',
      'csr-refused',
      'csr-refused',
      'csr-refused',
      'csr-refused',
      'proof-refused',
      'proof-refused',
      'journal-key-refused',
      'bad-request',
    ]);
    expect((await enrol(good)).status).toBe(201);
  });

  it('[FLT-5] a new certificate revokes the one before and ends its session', async () => {
    const ended: string[] = [];
    fleet.registry.onRevoked((counter) => ended.push(counter));
    await enrol(await request('c-001', (await fleet.enrolment.issueCode('c-001')).code));
    const first = fleet.registry.get('c-001')?.certificate?.serial;
    await enrol(await request('c-001', (await fleet.enrolment.issueCode('c-001')).code));
    expect(fleet.registry.admission('c-001', first)).toEqual({ ok: false, reason: 'revoked' });
    expect(ended).toEqual(['c-001']);
  });

  it('[FLT-6] a code asked for while the counter is revoked is worth nothing', async () => {
    const revoking = fleet.registry.revoke('c-001', 'stolen');
    const asking = fleet.enrolment.issueCode('c-001').catch(() => undefined);
    await revoking;
    const given = await asking;
    const code = given?.code ?? 'A'.repeat(16);
    expect(codeIn(await enrol(await request('c-001', code)))).toBe('code-refused');
    for (const { registry } of [fleet, await open()])
      expect(registry.get('c-001')).toMatchObject({ status: 'revoked' });
  });

  it('[FLT-6] a revoked counter is not admitted, also after a restart, and gets no code', async () => {
    await enrol(await request('c-001', (await fleet.enrolment.issueCode('c-001')).code));
    const serial = fleet.registry.get('c-001')?.certificate?.serial;
    await fleet.registry.revoke('c-001', 'stolen');
    for (const { registry } of [fleet, await open()]) {
      expect(registry.admission('c-001', serial)).toEqual({ ok: false, reason: 'revoked' });
    }
    await expect(fleet.enrolment.issueCode('c-001')).rejects.toMatchObject({ code: 'revoked' });
    await expect(fleet.registry.revoke('c-404', 'x')).rejects.toMatchObject({ code: 'unknown-counter' });
    expect(fleet.registry.admission('c-404', undefined)).toEqual({ ok: false, reason: 'unknown-counter' });
  });
});

describe('presence', () => {
  it('[FLT-7] is folded from what the broker sees and kept over a restart', async () => {
    const { presence } = fleet;
    presence.event({ kind: 'online', counter: 'c-001', atMs: 10 });
    presence.event({ kind: 'online', counter: 'c-001', atMs: 20 });
    expect(presence.get('c-001')).toEqual({ online: true, sinceMs: 10, heardAtMs: 20 });
    presence.event({ kind: 'clone-suspected', counter: 'c-001', atMs: 25 });
    presence.event({ kind: 'offline', counter: 'c-001', atMs: 30 });
    presence.event({ kind: 'online', counter: 'c-002', atMs: 40 });
    await presence.flush();
    const again = await open();
    expect(again.presence.get('c-001')).toEqual({
      online: false,
      sinceMs: 30,
      heardAtMs: 20,
      cloneSuspectedAtMs: 25,
    });
    expect(again.presence.get('c-002')).toEqual({ online: false, sinceMs: 40, heardAtMs: 40 });
  });
});

describe('changes by people', () => {
  it('[FLT-8] changes what people say, keeps keys and status, and what belongs to it in one transaction', async () => {
    await fleet.registry.add(newTestCounter('c-001'));
    await enrol(await request('c-001', (await fleet.enrolment.issueCode('c-001')).code));
    const before = fleet.registry.get('c-001')!;
    const [first, second] = await Promise.all([
      fleet.registry.change('c-001', { name: '新名', latitude: 42.3, longitude: 119.9 }),
      fleet.registry.change('c-001', { banner: '150524', programme: '定点扶贫', route: '一号线' }),
    ]);
    expect(first).toMatchObject({ name: '新名', banner: '150430' });
    expect(second).toMatchObject({ name: '新名', league: '150500', latitude: 42.3, status: 'enrolled' });
    expect(second.certificate).toEqual(before.certificate);
    expect((await open()).registry.get('c-001')).toEqual(second);
    const emptied = await fleet.registry.change('c-001', { latitude: null, longitude: null, route: null });
    expect(emptied).not.toHaveProperty('latitude');
    await expect(fleet.registry.change('c-001', { latitude: 42 })).rejects.toMatchObject({ code: 'invalid' });
    await expect(fleet.registry.change('c-001', { latitude: 119, longitude: 42 })).rejects.toMatchObject({
      code: 'invalid',
    });
    await expect(fleet.registry.change('c-009', { name: 'x' })).rejects.toMatchObject({
      code: 'unknown-counter',
    });
    const fails = () => Promise.reject(new Error('no room for the entry'));
    await expect(fleet.registry.change('c-001', { name: '不留' }, fails)).rejects.toThrow();
    expect(fleet.registry.get('c-001')?.name).toBe('新名');
    expect((await open()).registry.get('c-001')?.name).toBe('新名');
  });

  it('[FLT-9] registers many counters, or none of them', async () => {
    const many = ['c-001', 'c-002'].map(newTestCounter);
    await expect(fleet.registry.addAll([...many, newTestCounter('c-001')])).rejects.toThrow(/c-001/);
    expect(fleet.registry.list()).toEqual([]);
    await fleet.registry.addAll(many);
    expect((await open()).registry.list().map(({ id }) => id)).toEqual(['c-001', 'c-002']);
  });
});

describe('approval of enrolments', () => {
  const decision = { by: '管理员', reason: '核对无误' };

  it('[FLT-10] lets a machine wait for a person, and certifies exactly the machine that was approved', async () => {
    await fleet.registry.add(newTestCounter('c-001'));
    await fleet.enrolment.approvals.setNeeded(true);
    const { code } = await fleet.enrolment.issueCode('c-001');
    expect(await fleet.enrolment.approvals.list()).toMatchObject([{ state: 'claimed', fingerprint: null }]);
    const mine = await request('c-001', code);
    expect(codeIn(await enrol(mine))).toBe('approval-waiting');
    const [row] = await fleet.enrolment.approvals.list();
    expect(row).toMatchObject({ state: 'waiting', times: 1 });
    now.ms += 3_600_000;
    const wrong = { approved: true, fingerprint: '0'.repeat(16), ...decision };
    await expect(fleet.enrolment.approvals.decide('c-001', wrong)).rejects.toMatchObject({
      reason: 'not-waiting',
    });
    const right = { ...wrong, fingerprint: row!.fingerprint! };
    await fleet.enrolment.approvals.decide('c-001', right);
    await expect(fleet.enrolment.approvals.decide('c-001', right)).rejects.toMatchObject({
      reason: 'not-waiting',
    });
    expect((await enrol(mine)).status).toBe(201);
    expect(await fleet.enrolment.approvals.list()).toEqual([]);
  });

  it('[FLT-10] asks again for another machine that comes with an approved code', async () => {
    await fleet.registry.add(newTestCounter('c-001'));
    await fleet.enrolment.approvals.setNeeded(true);
    const { code } = await fleet.enrolment.issueCode('c-001');
    await enrol(await request('c-001', code));
    const [row] = await fleet.enrolment.approvals.list();
    await fleet.enrolment.approvals.decide('c-001', {
      approved: true,
      fingerprint: row!.fingerprint!,
      ...decision,
    });
    expect(codeIn(await enrol(await request('c-001', code)))).toBe('approval-waiting');
    expect(fleet.registry.get('c-001')?.status).toBe('registered');
  });

  it('[FLT-10] ends the code of a refused machine; a new code forgets it', async () => {
    await fleet.registry.add(newTestCounter('c-001'));
    await fleet.enrolment.approvals.setNeeded(true);
    const mine = await request('c-001', (await fleet.enrolment.issueCode('c-001')).code);
    await enrol(mine);
    const [row] = await fleet.enrolment.approvals.list();
    const no = { approved: false, fingerprint: row!.fingerprint!, ...decision };
    await fleet.enrolment.approvals.decide('c-001', no);
    expect(codeIn(await enrol(mine))).toBe('code-refused');
    await fleet.enrolment.approvals.setNeeded(false);
    const again = await request('c-001', (await fleet.enrolment.issueCode('c-001')).code);
    expect((await enrol(again)).status).toBe(201);
  });
});
