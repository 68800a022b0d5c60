// People over HTTP: signing in, sessions, rights at once, tokens, the audit log.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Grant } from '../../hub/people/actor.ts';
import { softKey } from '../../hub/people/testing/soft-key.ts';
import { type HubRig, openHubRig, type RigPerson, rigConfig, rigSigners } from './hub-rig.ts';

const administrator: Grant = { role: 'administrator', place: { kind: 'region' } };
const supervisor: Grant = { role: 'supervisor', place: { kind: 'region' } };
const chifeng: Grant = { role: 'supervisor', place: { kind: 'league', code: '150400' } };
let rig: HubRig;
let admin: RigPerson;

beforeAll(async () => {
  rig = await openHubRig({ wrongTriesMax: 1000 });
  admin = await rig.as([administrator], '管理员');
});
afterAll(() => rig.close());

const json = { 'content-type': 'application/json' };
const ask = (method: string, path: string, body?: object, headers: Record<string, string> = {}) =>
  fetch(rig.url + path, {
    method,
    headers: { ...json, ...headers },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
const signIn = (login: string, password: string, headers = {}) =>
  ask('POST', '/api/session', { login, password }, headers);
const cookieOf = (answer: Response) => /^([^=]+=[^;]*)/.exec(answer.headers.get('set-cookie') ?? '')![1]!;
async function refusal(answer: Response | Promise<Response>): Promise<unknown[]> {
  const { error, reason } = (await (await answer).json()) as { error?: { code: string }; reason?: string };
  return [(await answer).status, error?.code, ...(reason ? [reason] : [])];
}
const idOf = (person: RigPerson) => person.actor.id;

describe('nobody', () => {
  it('[PEO-7] reads nothing of the interface', async () => {
    for (const path of ['/api/dashboard', '/api/counters', '/api/people', '/api/audit', '/api/jobs'])
      expect(await refusal(ask('GET', path))).toEqual([401, 'not-signed-in']);
    const open = rig.hub.slices.routes
      .filter(({ shape }) => shape.access === 'public' && shape.path.startsWith('/api/session'))
      .map(({ shape }) => `${shape.method} ${shape.path}`);
    expect(open).toEqual(['get /api/session', 'post /api/session', 'post /api/session/second-factor']);
  });

  it('[PEO-17] is offered the accounts of a demonstration, and sees nothing of who there is', async () => {
    const view = (await (await ask('GET', '/api/session')).json()) as { demoAccounts: { login: string }[] };
    expect(view).toMatchObject({ person: null, grants: [], actions: [], csrf: '', demo: true });
    expect(view.demoAccounts.map(({ login }) => login)).toContain('supervisor-cf');
    expect(await refusal(signIn('no-such-login', 'some password here'))).toEqual([
      403,
      'forbidden',
      'wrong-password',
    ]);
    expect(await refusal(signIn('league', 'some password here'))).toEqual([
      403,
      'forbidden',
      'wrong-password',
    ]);
  });
});

describe('a session', () => {
  it('[PEO-12] is a cookie no script reads; a token that was planted before is not used', async () => {
    const planted = 'A'.repeat(43);
    const answer = await signIn('Statistician ', 'demo-zhuangui', { cookie: `zhuangui=${planted}` });
    expect(answer.status).toBe(200);
    const header = answer.headers.get('set-cookie')!;
    expect(header).toMatch(/^zhuangui=[\w-]{43}; .*HttpOnly; SameSite=Strict$/);
    expect(header).not.toContain(planted);
    const first = cookieOf(answer);
    expect((await ask('GET', '/api/statistics/no', undefined, { cookie: first })).status).toBe(404);
    expect((await ask('GET', '/api/jobs', undefined, { cookie: `zhuangui=${planted}` })).status).toBe(401);
    // Signing in again in the same browser ends the session it had.
    const second = cookieOf(await signIn('statistician', 'demo-zhuangui', { cookie: first }));
    expect((await ask('GET', '/api/jobs', undefined, { cookie: first })).status).toBe(401);
    expect((await ask('GET', '/api/jobs', undefined, { cookie: second })).status).toBe(200);
  });

  it('[PEO-13] changes nothing without its own CSRF token', async () => {
    const one = await rig.as([administrator]);
    const other = (await (await admin.raw('/api/session')).json()) as { csrf: string };
    const name = { name: '新名字' };
    for (const csrf of ['', 'x'.repeat(43), other.csrf])
      expect(
        await refusal(
          one.raw(`/api/people/${idOf(one)}`, {
            method: 'PUT',
            headers: { ...json, 'x-csrf-token': csrf },
            body: JSON.stringify(name),
          }),
        ),
      ).toEqual([403, 'csrf-wrong']);
    expect((await one.put(`/api/people/${idOf(one)}`, name)).status).toBe(200);
    const foreign = one.raw('/api/jobs', { headers: { 'sec-fetch-site': 'cross-site' } });
    expect(await refusal(foreign)).toEqual([403, 'foreign-page']);
  });

  it('[PEO-12] its owner sees and ends it, and nobody else’s', async () => {
    const one = await rig.as([supervisor]);
    const { sessions } = rig.hub.slices.people;
    const { session } = await sessions.open(idOf(one), {
      address: '10.1.1.1',
      agent: '<script>alert(1)</script>',
    });
    const list = await one.get<{ rows: { id: string; isCurrent: boolean }[] }>('/api/account/sessions');
    expect(list.rows.map(({ isCurrent }) => isCurrent).sort()).toEqual([false, true]);
    expect(await refusal(admin.delete(`/api/account/sessions/${session.id}`))).toEqual([
      404,
      'unknown',
      'unknown-session',
    ]);
    expect((await one.delete(`/api/account/sessions/${session.id}`)).status).toBe(200);
    expect((await one.delete('/api/session')).status).toBe(200);
    expect((await one.raw('/api/jobs')).status).toBe(401);
  });

  it('[PEO-5] a stream does not outlive it', async () => {
    const one = await rig.as([supervisor]);
    const stream = await one.raw('/api/dashboard/events');
    expect(stream.status).toBe(200);
    const read = stream.text().then(
      () => 'ended',
      () => 'cut',
    );
    expect((await admin.post(`/api/people/${idOf(one)}/disable`)).status).toBe(200);
    expect(['ended', 'cut']).toContain(await read);
  });
});

describe('rights', () => {
  it('[PEO-5] are given, taken and ended with the next request', async () => {
    const one = await rig.as([]);
    const path = `/api/people/${idOf(one)}`;
    expect((await one.raw('/api/dashboard')).status).toBe(403);
    expect((await admin.put(path, { grants: [supervisor] })).status).toBe(200);
    expect((await one.raw('/api/dashboard')).status).toBe(200);
    expect((await admin.put(path, { grants: [] })).status).toBe(200);
    expect((await one.raw('/api/dashboard')).status).toBe(403);
    expect((await admin.post(`${path}/disable`)).status).toBe(200);
    expect((await one.raw('/api/jobs')).status).toBe(401);
    expect((await admin.post(`${path}/enable`)).status).toBe(200);
    // The session that was ended stays ended.
    expect((await one.raw('/api/jobs')).status).toBe(401);
  });

  it('[PEO-4] nobody but an administrator gives any, not even her own, and the attempt is written down', async () => {
    const one = await rig.as([supervisor]);
    const grants = [administrator];
    const attempts = [
      one.put(`/api/people/${idOf(one)}`, { grants }),
      one.post('/api/people', { login: 'my-friend', name: '朋友', grants }),
      one.post(`/api/people/${idOf(admin)}/reset`),
      one.post('/api/tokens', {
        name: 'x',
        scopes: ['counter.read'],
        grants: [supervisor],
        expiresAtMs: Date.now() + 1e9,
      }),
      one.raw('/api/people'),
    ];
    for (const attempt of attempts) expect(await refusal(attempt)).toEqual([403, 'forbidden']);
    const log = await admin.get<{ rows: { action: string }[]; total: number }>(
      `/api/audit?actor=${idOf(one)}&outcome=refused`,
    );
    expect(log.total).toBe(5);
    expect(log.rows.map(({ action }) => action)).toContain('people.manage');
  });

  it('[PEO-14] an administrator whose proof is old confirms first', async () => {
    const one = await rig.as([administrator]);
    for (const session of rig.hub.slices.people.sessions.of(idOf(one))) session.provedAtMs -= 6 * 60_000;
    const change = () => one.put(`/api/people/${idOf(one)}`, { name: '某人' });
    expect(await refusal(change())).toEqual([403, 'prove-again']);
    expect(await refusal(one.post('/api/session/prove', { password: 'wrong password' }))).toEqual([
      403,
      'forbidden',
      'wrong-password',
    ]);
    expect(await refusal(change())).toEqual([403, 'prove-again']);
  });

  it('[PEO-11] a one-time password does nothing but be changed; script in a name stays text', async () => {
    const name = '<img src=x onerror=alert(1)>';
    const made = await admin.post('/api/people', { login: 'newcomer', name, grants: [supervisor] });
    expect(made.status).toBe(201);
    const { person, oneTimePassword } = (await made.json()) as {
      person: { id: string };
      oneTimePassword: string;
    };
    const answer = await signIn('newcomer', oneTimePassword);
    const { csrf } = (await answer.json()) as { csrf: string };
    const own = { cookie: cookieOf(answer), 'x-csrf-token': csrf };
    const view = (await (await ask('GET', '/api/session', undefined, own)).json()) as object;
    expect(view).toMatchObject({ person: { name }, actions: [], mustChangePassword: true });
    expect((await ask('GET', '/api/dashboard', undefined, own)).status).toBe(403);
    const set = (next: string) =>
      ask('POST', '/api/account/password', { current: oneTimePassword, next }, own);
    expect(await refusal(set('newcomer-1234'))).toEqual([422, 'invalid', 'password-contains-login']);
    expect(await refusal(set(oneTimePassword))).toEqual([422, 'invalid', 'password-same']);
    expect((await set('a quiet winter evening')).status).toBe(200);
    expect((await ask('GET', '/api/dashboard', undefined, own)).status).toBe(200);
    const list = await admin.get<{ total: number; rows: { id: string; name: string }[] }>(
      '/api/people?search=newcomer&role=supervisor&state=active&sort=-createdAt',
    );
    expect(list).toMatchObject({ total: 1, rows: [{ id: person.id, name }] });
    expect(await admin.get('/api/people?search=newcomer&state=disabled')).toEqual({ rows: [], total: 0 });
    expect((await admin.raw('/api/people?pageSize=100000')).status).toBe(400);
    expect((await admin.raw("/api/people?sort=password'--")).status).toBe(200);
  });

  it('[PEO-18] a security key is asked for at every sign-in', async () => {
    const site = { rpId: 'localhost', origin: rig.url.replace('127.0.0.1', 'localhost') };
    const local = (path: string, body: object, headers: Record<string, string> = {}) =>
      fetch(site.origin + path, {
        method: 'POST',
        headers: { ...json, ...headers },
        body: JSON.stringify(body),
      });
    const credentials = { login: 'liaison', password: 'demo-zhuangui' };
    const answer = await local('/api/session', credentials);
    const own = {
      cookie: cookieOf(answer),
      'x-csrf-token': ((await answer.json()) as { csrf: string }).csrf,
    };
    const key = softKey(site);
    type Question = { challenge: string; options: object };
    const question = (await (await local('/api/account/keys/begin', {}, own)).json()) as Question;
    const response = key.register(question.options);
    const added = await local(
      '/api/account/keys',
      { challenge: question.challenge, name: '钥匙', response },
      own,
    );
    expect(added.status).toBe(200);
    const half = await local('/api/session', credentials);
    expect(half.headers.get('set-cookie')).toBe(null);
    const { secondFactor } = (await half.json()) as { secondFactor: Question };
    const whole = await local('/api/session/second-factor', {
      challenge: secondFactor.challenge,
      response: key.answer(secondFactor.options),
    });
    expect(await whole.json()).toMatchObject({ person: { login: 'liaison' } });
    expect(whole.headers.get('set-cookie')).toContain('zhuangui=');
  });
});

describe('a hub that is no demonstration', () => {
  it('[PEO-16] [PEO-17] has one administrator, whose password is told once, and offers no accounts', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'zhuangui-first-'));
    const config = { ...rigConfig(folder), demo: false, trustProxy: 1 };
    const signers = rigSigners();
    const before = await openHubRig({ config, signers });
    const first = before.hub.slices.people.firstAdministrator!;
    try {
      const behindTls = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.9' };
      const answer = await fetch(`${before.url}/api/session`, {
        method: 'POST',
        headers: behindTls,
        body: JSON.stringify({ login: first.login, password: first.oneTimePassword }),
      });
      // [PEO-12] behind TLS the cookie cannot be set by anybody else.
      expect(answer.headers.get('set-cookie')).toMatch(
        /^__Host-zhuangui=.*; Path=\/;.*HttpOnly; Secure; SameSite=Strict$/,
      );
      const cookie = cookieOf(answer);
      const view = await fetch(`${before.url}/api/session`, { headers: { ...behindTls, cookie } });
      const session = (await view.json()) as { demoAccounts?: object };
      expect(session).toMatchObject({ demo: false, mustChangePassword: true });
      expect(session.demoAccounts).toBeUndefined();
      const [known] = before.hub.slices.people.sessions.of(
        before.hub.slices.people.directory.byLogin(first.login)!.id,
      );
      expect(known!.address).toBe('203.0.113.9');
    } finally {
      await before.hub.stop();
    }
    const after = await openHubRig({ config, signers });
    expect(after.hub.slices.people.firstAdministrator).toBeUndefined();
    await after.close();
    await rm(folder, { recursive: true, force: true });
  });
});

describe('limits', () => {
  it('[PEO-15] guesses from one address end in 429, whatever login they try', async () => {
    const small = await openHubRig({ wrongTriesMax: 3 });
    try {
      const guess = (n: number) =>
        fetch(`${small.url}/api/session`, {
          method: 'POST',
          body: JSON.stringify({ login: `guess-${n}`, password: 'guess' }),
        });
      for (let n = 0; n < 3; n += 1) expect((await guess(n)).status).toBe(403);
      expect(await refusal(guess(4))).toEqual([429, 'too-many-tries']);
      const forged = () =>
        fetch(`${small.url}/api/jobs`, { headers: { authorization: `Bearer zg_${'x'.repeat(43)}` } });
      for (let n = 0; n < 3; n += 1) expect(await refusal(forged())).toEqual([401, 'token-wrong']);
      expect(await refusal(forged())).toEqual([429, 'too-many-tries']);
      // Who is known is not held up.
      const person = await small.as([supervisor]);
      expect((await person.raw('/api/jobs')).status).toBe(200);
      expect((await small.post('/api/settings', {})).status).not.toBe(429);
    } finally {
      await small.close();
    }
  });
});

describe('API tokens', () => {
  it('[PEO-20] read within their place, change nothing else, and end when revoked', async () => {
    const made = await admin.post('/api/tokens', {
      name: '数据交换',
      scopes: ['counter.read', 'audit.read'],
      grants: [chifeng],
      expiresAtMs: Date.now() + 86_400_000,
    });
    expect(made.status).toBe(201);
    const { token, text } = (await made.json()) as { token: { id: string }; text: string };
    const bearer = { authorization: `Bearer ${text}` };
    const status = async (method: string, path: string, body?: object) =>
      (await ask(method, path, body, bearer)).status;
    expect(await status('GET', '/api/counters')).toBe(200);
    expect(await status('GET', '/api/dashboard')).toBe(403);
    // The audit log is the region's.
    expect(await status('GET', '/api/audit')).toBe(403);
    expect(await status('GET', '/api/account/sessions')).toBe(403);
    expect(await status('POST', '/api/counters', {})).toBe(403);
    expect(JSON.stringify(await admin.get('/api/tokens'))).not.toContain(text);
    expect((await admin.delete(`/api/tokens/${token.id}`)).status).toBe(200);
    expect(await status('GET', '/api/counters')).toBe(401);
  });
});

describe('the audit log', () => {
  it('[AUD-4] is read by the region’s people, exported without formulas, and whole', async () => {
    const evil = '=HYPERLINK("http://x","y")';
    const one = await rig.as([supervisor], evil);
    await one.raw('/api/people');
    const league = await rig.as([chifeng]);
    for (const path of ['', '/verify', '/export.csv', '/actions'])
      expect((await league.raw(`/api/audit${path}`)).status).toBe(403);
    const csv = await (await one.raw(`/api/audit/export.csv?actor=${idOf(one)}`)).text();
    expect(csv).toContain(`"'=HYPERLINK(""http://x"",""y"")"`);
    expect(csv).not.toMatch(/(^|,)"?=/m);
    expect(await one.get('/api/audit/verify')).toMatchObject({ isWhole: true });
    expect(await one.get('/api/audit?action=audit.export')).toMatchObject({ total: 1 });
  });
});
