// Signing in as somebody sees it who has no account, or somebody else's: what is answered, counted, written down, kept.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Grant } from '../../hub/people/actor.ts';
import { isCommonPassword } from '../../hub/people/common-passwords.ts';
import { softKey } from '../../hub/people/testing/soft-key.ts';
import { openLogFile } from '../../hub/platform/log-file.ts';
import { type HubRig, openHubRig, type RigPerson, rigConfig } from '../hub/hub-rig.ts';
import { rowsOf } from './web-rig.ts';

const administrator: Grant = { role: 'administrator', place: { kind: 'region' } };
const certifier: Grant = { role: 'region-certifier', place: { kind: 'region' } };
let rig: HubRig;
let folder: string;
let admin: RigPerson;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zhuangui-sign-in-'));
  const config = { ...rigConfig(join(folder, 'hub')), secondFactorRoles: ['region-certifier' as const] };
  const log = openLogFile(join(folder, 'hub.log'), () => undefined);
  rig = await openHubRig({ config, log, wrongTriesMax: 12 });
  admin = await rig.as([administrator]);
});
afterAll(async () => {
  await rig.close();
  await rm(folder, { recursive: true, force: true });
});

const json = { 'content-type': 'application/json' };
const signIn = (login: string, password: string) =>
  fetch(`${rig.url}/api/session`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify({ login, password }),
  });
const auditOf = async (query: string) =>
  (await admin.get<{ rows: { object: string; detail: string; actorName: string }[] }>(`/api/audit?${query}`))
    .rows;

async function account(login: string, grants: Grant[], password: string): Promise<string> {
  const made = (await (await admin.post('/api/people', { login, name: login, grants })).json()) as {
    person: { id: string };
    oneTimePassword: string;
  };
  const first = await signIn(login, made.oneTimePassword);
  const cookie = first.headers.get('set-cookie')!.split(';')[0]!;
  const { csrf } = (await first.json()) as { csrf: string };
  const set = await fetch(`${rig.url}/api/account/password`, {
    method: 'POST',
    headers: { ...json, cookie, 'x-csrf-token': csrf },
    body: JSON.stringify({ current: made.oneTimePassword, next: password }),
  });
  expect(set.status).toBe(200);
  return made.oneTimePassword;
}

describe('signing in', () => {
  it('[SEC-10] answers a login that nobody has as it answers a wrong password, after the same work', async () => {
    await account('known', [administrator], 'blue tea on the steppe');
    const timed = async (login: string) => {
      const began = performance.now();
      const answer = await signIn(login, 'not the password at all');
      return { status: answer.status, text: await answer.text(), ms: performance.now() - began };
    };
    type Timed = Awaited<ReturnType<typeof timed>>;
    const pairs: (readonly [Timed, Timed])[] = [];
    for (let n = 0; n < 2; n += 1) pairs.push([await timed('known'), await timed('nobody')] as const);
    for (const [known, nobody] of pairs) {
      expect([nobody.status, nobody.text]).toEqual([known.status, known.text]);
      expect(known.status).toBe(403);
    }
    const least = (index: 0 | 1) => Math.min(...pairs.map((pair) => pair[index].ms));
    expect(least(1)).toBeGreaterThan(least(0) / 4);
    expect(least(0)).toBeGreaterThan(least(1) / 4);
  });

  it('[SEC-8] what was typed for a login that nobody has is not written down, a known one is', async () => {
    await signIn('my secret password 77', 'x');
    await signIn('known', 'wrong once more');
    const rows = await auditOf('action=sign-in&outcome=refused&pageSize=50');
    expect(rows.map(({ object }) => object)).toEqual(
      expect.arrayContaining(['login/unknown', 'login/known']),
    );
    expect(JSON.stringify(rows)).not.toContain('my secret');
    expect(rows.every(({ detail }) => detail.startsWith('127.0.0.1: '))).toBe(true);
  });

  it('[SEC-8] a wrong token, a key that does not fit and a wrong present password are written down', async () => {
    await fetch(`${rig.url}/api/jobs`, { headers: { authorization: 'Bearer zg_guessed-token' } });
    const answer = { challenge: 'made up', response: {} };
    await fetch(`${rig.url}/api/session/second-factor`, {
      method: 'POST',
      headers: json,
      body: JSON.stringify(answer),
    });
    await admin.post('/api/account/password', { current: 'guessed here', next: 'quite another long one' });
    expect(await auditOf('action=token.use&outcome=refused')).toHaveLength(1);
    expect(await auditOf('object=second-factor&outcome=refused')).toHaveLength(1);
    expect(await auditOf('action=person.password&outcome=refused')).toHaveLength(1);
    expect(JSON.stringify(await auditOf('pageSize=200'))).not.toMatch(/guessed/);
  });

  it.each([
    ['password1234', true],
    ['Sunshine!!!!2020', true],
    ['dragondragon', true],
    ['1q2w3e4r5t6y', true],
    ['correct horse battery staple', false],
    ['草原上的骏马奔跑不停歇呀', false],
    ['草原上的冬天 nimda', false],
    ['2020 sunshine 2020', true],
  ])('[PEO-11] whether %s is among those tried first: %s', async (password, isCommon) => {
    expect(await isCommonPassword(password)).toBe(isCommon);
  });

  it('[SEC-9] a role that needs a security key does nothing before one is registered, and then asks for it', async () => {
    const site = { rpId: 'localhost', origin: rig.url.replace('127.0.0.1', 'localhost') };
    const person = await rig.as([certifier]);
    const local = (path: string, init: RequestInit = {}) =>
      person.raw(path, init).then(async (answer) => [answer.status, await answer.json()] as const);
    expect((await local('/api/releases'))[0]).toBe(403);
    expect((await local('/api/session'))[1]).toMatchObject({ mustAddKey: true, actions: [] });
    const { secondFactor, directory } = rig.hub.slices.people;
    const known = directory.get(person.actor.id)!;
    const question = await secondFactor.beginRegistration(known, site);
    const response = softKey(site).register(question.options);
    await secondFactor.register(known, site, { challenge: question.challenge, name: '钥匙', response });
    expect((await local('/api/releases'))[0]).toBe(200);
    expect((await local('/api/session'))[1]).toMatchObject({ mustAddKey: false });
    expect(await secondFactor.beginSignIn(known, site)).toBeDefined();
    // Other roles are not asked.
    expect((await admin.raw('/api/people')).status).toBe(200);
  });

  it('[SEC-17] a new security key ends the other sessions of its owner', async () => {
    const { sessions, accounts } = rig.hub.slices.people;
    const site = { rpId: 'localhost', origin: rig.url.replace('127.0.0.1', 'localhost') };
    const password = 'river ice breaks in april';
    await account('keyed', [administrator], password);
    const id = rig.hub.slices.people.directory.byLogin('keyed')!.id;
    expect(accounts.require(id).name).toBe('keyed');
    const first = await fetch(`${site.origin}/api/session`, {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ login: 'keyed', password }),
    });
    const cookie = first.headers.get('set-cookie')!.split(';')[0]!;
    const { csrf } = (await first.json()) as { csrf: string };
    const post = async (path: string, body: object) =>
      (
        await fetch(site.origin + path, {
          method: 'POST',
          headers: { ...json, cookie, 'x-csrf-token': csrf },
          body: JSON.stringify(body),
        })
      ).json() as Promise<{ challenge: string; options: object }>;
    await sessions.open(id, { address: '203.0.113.9', agent: 'somebody else' });
    const before = sessions.of(id).length;
    const question = await post('/api/account/keys/begin', {});
    const response = softKey(site).register(question.options);
    await post('/api/account/keys', { challenge: question.challenge, name: '钥匙', response });
    expect([before > 1, sessions.of(id).length]).toEqual([true, 1]);
  });

  it('[SEC-11] [SEC-12] neither the log nor the store holds a secret that was sent or handed out', async () => {
    const password = 'tall grass in the wind';
    const oneTime = await account('keeper', [administrator], password);
    const session = await signIn('keeper', password);
    const cookie = session.headers.get('set-cookie')!.split(';')[0]!.split('=')[1]!;
    const { csrf } = (await session.json()) as { csrf: string };
    const made = await admin.post('/api/tokens', {
      name: '外部系统',
      scopes: ['counter.read'],
      grants: [administrator],
      expiresAtMs: Date.now() + 86_400_000,
    });
    const { text: token } = (await made.json()) as { text: string };
    await fetch(`${rig.url}/api/counters`, { headers: { authorization: `Bearer ${token}` } });
    await admin.post('/api/operators', { operator: '4711', name: '补货员', role: 'operator', pin: '582946' });
    const counter = await rig.post('/api/counters', newCounter);
    const { claim } = (await counter.json()) as { claim: string };
    const [code] = claim.split('.');
    const log = await readFile(join(folder, 'hub.log'), 'utf8');
    const stored = [...(await rowsOf(rig)).values()].flat().join('\n');
    for (const secret of [oneTime, password, cookie, csrf, token, code!, '582946', rig.hub.adminToken]) {
      expect([secret.length > 5, log.includes(secret)]).toEqual([true, false]);
      expect(stored.includes(secret) ? secret : 'not stored').toBe('not stored');
    }
    expect(stored + log).not.toMatch(/-----BEGIN (EC |RSA )?PRIVATE KEY/);
    for (const line of log.trim().split('\n').filter(Boolean)) expect(() => JSON.parse(line)).not.toThrow();
  });

  it('[SEC-7] goes on counting when the login is locked: the address is shut out too', async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 16; n += 1) {
      const answer = await signIn('locked-one', `guess number ${n}`);
      statuses.push(answer.status);
      const { error } = (await answer.json()) as { error: { message: string } };
      if (error.message.includes('from this address')) break;
    }
    expect(statuses.filter((status) => status === 403).length).toBeLessThanOrEqual(5);
    expect(statuses.at(-1)).toBe(429);
    expect(statuses.length).toBeLessThan(16);
  });
});

const newCounter = {
  id: 'a-0009',
  name: '九号专柜',
  siteKind: 'agency',
  address: '呼和浩特市新城区',
  banner: '150102',
  league: '150100',
  hostUnit: '自治区某机关',
  operatingCompany: '某运营公司',
};
