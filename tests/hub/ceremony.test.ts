// From the ceremony to a signed release and a withdrawal, on a hub that holds no key of any person.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onlineSigners } from '../../hub/catalog/keys.ts';
import type { Grant, Role } from '../../hub/people/actor.ts';
import { readFirstLists, writeOnlineKeys } from '../../hub/signing/ceremony.ts';
import { sampleEntries } from '../../simulators/samples/entries.ts';
import { type HubRig, openHubRig, type RigPerson, rigConfig } from './hub-rig.ts';

const cli = join(import.meta.dirname, '../../hub/cli/main.ts');
const passphrase = (name: string) => `${name} 的口令 只有她知道`;
const names = [
  ...['root-1', 'root-2', 'root-3', 'certifier-1', 'certifier-2', 'certifier-3'],
  ...['supervisor-1', 'supervisor-2'],
];
const region = (role: Role): Grant => ({ role, place: { kind: 'region' } });

let folder: string;
let ceremony: string;
let rig: HubRig;
let admin: RigPerson;
let certifiers: RigPerson[];

async function run(args: string[], input: string[]): Promise<string> {
  const child = spawn(process.execPath, [cli, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (bytes) => {
      said += String(bytes);
    });
  child.stdin.end(input.map((line) => `${line}\n`).join(''));
  const [code] = await once(child, 'close');
  return `${code} ${said}`;
}

async function openStrict(online: Awaited<ReturnType<typeof onlineSigners>>): Promise<HubRig> {
  return openHubRig({
    config: { ...rigConfig(join(folder, 'data')), demo: false },
    signers: { root: [], certifiers: [], supervisors: [], online },
    firstLists: () => readFirstLists(join(ceremony, 'first-lists.json')),
  });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zhuangui-ceremony-'));
  ceremony = join(folder, 'ceremony');
  const online = await onlineSigners(join(folder, 'data', 'online-keys'));
  await writeOnlineKeys(join(folder, 'online-keys.json'), online);
  const args = ['keys', 'make', '--folder', ceremony, '--online', join(folder, 'online-keys.json')];
  const said = await run([...args, '--supervisors', '2'], ['zu kurz', ...names.map(passphrase)]);
  expect(said).toMatch(/^0 /);
  expect(said).toContain('at least 12 characters');
  rig = await openStrict(online);
  admin = await rig.as([region('administrator')], '管理员');
  certifiers = await Promise.all([1, 2, 3].map((n) => rig.as([region('region-certifier')], `认定员 ${n}`)));
});
afterAll(async () => {
  await rig?.close();
  await rm(folder, { recursive: true, force: true });
});

const keyOf = async (name: string) => {
  const { keys } = JSON.parse(await readFile(join(ceremony, 'keys.json'), 'utf8'));
  return (keys as { name: string; publicKey: string; keyId: string; role: string }[]).find(
    (key) => key.name === name,
  )!;
};
const reasonOf = async (answer: Response | Promise<Response>) =>
  ((await (await answer).json()) as { reason: string }).reason;

async function bind(name: string, to: RigPerson): Promise<string> {
  const { publicKey, role, keyId } = await keyOf(name);
  const answer = await admin.post('/api/keys', { publicKey, role, person: to.actor.id });
  expect(answer.status).toBe(201);
  return keyId;
}

async function deposit(name: string, by: RigPerson): Promise<void> {
  const keyId = await bind(name, by);
  const pem = await readFile(join(ceremony, `${name}.pem`), 'utf8');
  const sealed = await by.post(`/api/keys/${keyId}/sealed`, { pem, passphrase: passphrase(name) });
  expect(sealed.status).toBe(200);
}

describe('a hub without demo keys', () => {
  it('[KEY-7] the ceremony leaves sealed keys, and files that hold nothing secret', async () => {
    expect((await readdir(ceremony)).sort()).toEqual(
      [...names.map((name) => `${name}.pem`), 'first-lists.json', 'keys.json'].sort(),
    );
    for (const name of names) {
      expect(await readFile(join(ceremony, `${name}.pem`), 'utf8')).toMatch(
        /^-----BEGIN ENCRYPTED PRIVATE KEY-----/,
      );
      expect((await stat(join(ceremony, `${name}.pem`))).mode & 0o077).toBe(0);
    }
    for (const name of ['first-lists.json', 'keys.json'])
      expect(await readFile(join(ceremony, name), 'utf8')).not.toContain('PRIVATE');
  });

  it('[KEY-6] takes in only first lists that hold together and name its own online keys', async () => {
    const first = await readFirstLists(join(ceremony, 'first-lists.json'));
    const tampered = { ...first, catalog: first.withdrawals };
    const other = await onlineSigners(join(folder, 'other', 'online-keys'));
    const signers = { root: [], certifiers: [], supervisors: [], online: other };
    const config = (name: string) => ({ ...rigConfig(join(folder, name)), demo: false });
    for (const [name, lists] of [
      ['foreign', first],
      ['tampered', tampered],
    ] as const)
      await expect(
        openHubRig({ config: config(name), signers, firstLists: async () => lists }),
      ).rejects.toThrow(/first lists|Not published/);
    await expect(readFirstLists(join(ceremony, 'keys.json'))).rejects.toMatchObject({
      reason: 'bad-ceremony-file',
    });
  });

  it('[KEY-1, KEY-3, KEY-4] publishes what two certifiers signed, one here and one offline, and nothing else', async () => {
    await deposit('certifier-1', certifiers[0]!);
    await bind('certifier-2', certifiers[1]!);
    const entries = sampleEntries({ count: 3, referenceDate: '2026-11-23' });
    const made = (await (await admin.post('/api/releases', { title: '首发' })).json()) as { id: string };
    const path = `/api/releases/${made.id}`;
    expect(await reasonOf(admin.post(`${path}/submit`, {}))).toBe('nothing-changed');
    const { digest } = (await (await admin.post(`${path}/submit`, { renewal: true })).json()) as {
      digest: string;
    };
    expect(
      await reasonOf(certifiers[0]!.post(`${path}/signatures`, { digest, passphrase: 'x'.repeat(20) })),
    ).toBe('wrong-passphrase');
    const signed = await certifiers[0]!.post(`${path}/signatures`, {
      digest,
      passphrase: passphrase('certifier-1'),
    });
    expect(signed.status).toBe(201);
    expect(await reasonOf(admin.post(`${path}/publish`, { digest }))).toBe('two-signatures-needed');
    // The machine's own token is no certifier.
    expect((await rig.post(`${path}/signatures`, { digest, passphrase: 'x' })).status).toBe(403);

    const bytes = Buffer.from(await (await certifiers[1]!.raw(`${path}/signable`)).arrayBuffer());
    const file = join(folder, 'release.bin');
    await writeFile(file, bytes);
    const said = await run(
      ['sign', file, '--key', join(ceremony, 'certifier-2.pem')],
      [passphrase('certifier-2')],
    );
    expect(said).toContain(digest);
    const signature = (await readFile(`${file}.sig`, 'utf8')).trim();
    expect((await certifiers[1]!.post(`${path}/signatures`, { digest, signature })).status).toBe(201);
    const published = await admin.post(`${path}/publish`, { digest });
    expect([published.status, await published.json()]).toEqual([200, { version: 2 }]);
    // The machine's token publishes no file beside the releases.
    const direct = await fetch(`${rig.url}/api/catalog/import?publish=1`, {
      method: 'POST',
      headers: { authorization: `Bearer ${rig.hub.adminToken}` },
      body: Buffer.from(JSON.stringify(entries)),
    });
    expect(direct.status).toBe(409);
    expect((await rig.hub.repository.versions()).catalog).toBe(2);
  });

  it('[KEY-3] a withdrawal is signed by the acting supervisor; without a key nothing is withdrawn', async () => {
    const supervisor = await rig.as([region('supervisor')], '监管员');
    const again = (passphraseGiven?: string) =>
      supervisor.post('/api/keys/withdrawals/again', passphraseGiven ? { passphrase: passphraseGiven } : {});
    expect(await reasonOf(again())).toBe('key-missing');
    await deposit('supervisor-1', supervisor);
    expect(await reasonOf(again())).toBe('passphrase-needed');
    const signed = await again(passphrase('supervisor-1'));
    expect([signed.status, await signed.json()]).toEqual([200, { version: 2 }]);
    await expect(
      rig.hub.repository.publishWithdrawals(
        { withdrawals: [] },
        { suppliers: [] },
        {
          keyId: '0'.repeat(64),
          publicKey: '0'.repeat(64),
          sign: () => new Uint8Array(64),
        },
      ),
    ).rejects.toThrow();
    await expect(rig.hub.sanctions.publishAgain('withdrawals')).rejects.toMatchObject({
      reason: 'key-missing',
    });
  });

  it('[REL-8] signing and publishing ask who it is once more', async () => {
    const { sessions } = rig.hub.slices.people;
    for (const one of [admin, certifiers[2]!])
      for (const session of sessions.of(one.actor.id)) session.provedAtMs -= 6 * 60_000;
    const digest = 'a'.repeat(64);
    for (const [person, act] of [
      [certifiers[2]!, 'signatures'],
      [admin, 'publish'],
    ] as const) {
      const answer = await person.post(`/api/releases/any/${act}`, { digest });
      expect([answer.status, ((await answer.json()) as { error: { code: string } }).error.code]).toEqual([
        403,
        'prove-again',
      ]);
    }
  });
});
