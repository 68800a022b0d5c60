// Three rotations from end to end: keys and signatures by the command line on machines of their own, a hub, two counters.
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDb } from '@zhuangui/protocol/db/open-db.ts';
import type { ListsPush } from '@zhuangui/protocol/messages.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Identity } from '../../device/identity/identity-files.ts';
import { createHttpsFetcher } from '../../device/lists/https-fetcher.ts';
import type { ListsFetcher } from '../../device/lists/lists-fetcher.ts';
import { onlineSigners } from '../../hub/catalog/keys.ts';
import { buildRoot } from '../../hub/catalog/metadata.ts';
import { onlineKeysIn } from '../../hub/catalog/online-keys.ts';
import type { OnlineSigners, Signer } from '../../hub/catalog/signer.ts';
import { openClient } from '../../hub/cli/client.ts';
import type { Options } from '../../hub/cli/context.ts';
import { onlineKeyCommands } from '../../hub/cli/rotation-commands.ts';
import { readFirstLists, writeOnlineKeys } from '../../hub/signing/ceremony.ts';
import type { RotationFile } from '../../hub/signing/rotation/rotation-file.ts';
import { sampleEntries } from '../../simulators/samples/entries.ts';
import { type Forgery, forge } from '../lists/forge.ts';
import { hourMs, type Hub as ListsHub, openCounter, type Time } from '../lists/lists-rig.ts';
import { type HubRig, openHubRig, rigConfig } from './hub-rig.ts';
import { keyIn, machine, offlineHere, passphraseOf, runCli } from './rotation-rig.ts';

type Counter = Awaited<ReturnType<typeof openCounter>>;
const names = ['root-1', 'root-2', 'root-3', 'certifier-1', 'certifier-2', 'certifier-3', 'supervisor-1'];
const entries = sampleEntries({ count: 12, referenceDate: '2026-11-23' });
const time: Time = { wallMs: Date.now(), monotonicMs: 1000 };

let folder: string;
let data: string;
/** Each holder's folder, by the name of her key: nobody reads another's. */
const at: Record<string, string> = {};
let rig: HubRig;
let identity: Identity;
let copies = 0;
let awake: Counter;
let asleep: Counter;
let stolenOnline: OnlineSigners;
const stick = (name: string) => join(folder, 'stick', name);

async function openHub(): Promise<HubRig> {
  const online = await onlineSigners(join(data, 'online-keys'));
  return openHubRig({
    config: { ...rigConfig(data), demo: false },
    signers: { root: [], certifiers: [], supervisors: [], online },
    onlineKeys: onlineKeysIn(join(data, 'online-keys')),
    firstLists: () => readFirstLists(join(folder, 'ceremony', 'first-lists.json')),
  });
}

/** What somebody with these online keys can put together from the hub's lists. */
async function forged(online: OnlineSigners, forgery: Omit<Forgery, 'online'> = {}): Promise<ListsPush> {
  copies += 1;
  const path = join(folder, `copy-${copies}.db`);
  await rig.hub.backup(path);
  const db = await openDb({ engine: 'node:sqlite', path });
  try {
    const hub = { db, repository: rig.hub.repository, signers: { online } } as unknown as ListsHub;
    return await forge(hub, { ...forgery, online });
  } finally {
    await db.close();
  }
}

/** Over HTTPS from the hub that runs now. */
function fetcherNow(): ListsFetcher {
  const fresh = () =>
    createHttpsFetcher({
      baseUrl: `https://127.0.0.1:${rig.addresses.https.port}`,
      ca: rig.hub.fleet.authority.certificate,
      cert: identity.certificate,
      key: identity.key,
    });
  async function once<T>(ask: (fetcher: ListsFetcher) => Promise<T>): Promise<T> {
    const fetcher = fresh();
    try {
      return await ask(fetcher);
    } finally {
      fetcher.close();
    }
  }
  return {
    metadata: (role, version) => once((fetcher) => fetcher.metadata(role, version)),
    patch: (from, to) => once((fetcher) => fetcher.patch(from, to)),
    target: (path, hash, length) => once((fetcher) => fetcher.target(path, hash, length)),
    consistency: (origin, from, to) => once((fetcher) => fetcher.consistency!(origin, from, to)),
  };
}

async function apply(counter: Counter, push?: Parameters<Counter['store']['applyPush']>[0]) {
  const result = await counter.store.applyPush(push ?? (await rig.hub.repository.push()));
  return result.applied && result.pending ? counter.store.completeCatalog() : result;
}

/** The command line at the hub, in this process. */
async function atHub(what: 'trust' | 'publish', words: string[], options: Options): Promise<string> {
  let text = '';
  await onlineKeyCommands[what]!({
    client: await openClient({ data, url: rig.url }),
    words,
    options,
    print: (line) => {
      text += line;
    },
    nowMs: Date.now,
    pause: async () => {},
  });
  return text;
}

const signHere = async (draft: string, name: string) => {
  const out = stick(`${draft}.${name}.sig.json`);
  await offlineHere(['sign', stick(draft)], { key: join(at[name]!, `${name}.pem`), out }, passphraseOf(name));
  return out;
};

async function makeKey(name: string): Promise<string> {
  at[name] = await machine(folder, name);
  await offlineHere(['keys', 'new', name], { folder: at[name]! }, passphraseOf(name));
  await cp(join(at[name]!, `${name}.pub.json`), stick(`${name}.pub.json`));
  return stick(`${name}.pub.json`);
}

const idOf = async (name: string) => (await keyIn(at[name]!, name)).keyId;
const signersOf = (...of: string[]): Promise<Signer[]> =>
  Promise.all(of.map((name) => keyIn(at[name]!, name)));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zhuangui-rotation-'));
  data = await machine(folder, 'data');
  await machine(folder, 'stick');
  await writeOnlineKeys(stick('online-keys.json'), await onlineSigners(join(data, 'online-keys')));
  const ceremony = join(folder, 'ceremony');
  const args = ['keys', 'make', '--folder', ceremony, '--online', stick('online-keys.json')];
  expect((await runCli([...args, '--supervisors', '1'], names.map(passphraseOf))).code).toBe(0);
  // Everybody goes home with her own key.
  for (const name of names) {
    at[name] = await machine(folder, name);
    await cp(join(ceremony, `${name}.pem`), join(at[name]!, `${name}.pem`));
    await rm(join(ceremony, `${name}.pem`));
  }
  rig = await openHub();
  identity = (await rig.addCounter('c-001')).identity;
  await rig.hub.repository.publishCatalog(entries, await signersOf('certifier-1', 'certifier-2'));
  const fetcher = fetcherNow();
  const pinnedRoot = await rig.hub.repository.firstRoot();
  awake = await openCounter(time, pinnedRoot, fetcher);
  asleep = await openCounter(time, pinnedRoot, fetcher);
  for (const counter of [awake, asleep]) expect(await apply(counter)).toMatchObject({ applied: true });
  stolenOnline = await onlineSigners(join(data, 'online-keys'));
});
afterAll(async () => {
  await rig?.close();
  await rm(folder, { recursive: true, force: true });
});

describe('rotations by files', () => {
  it('[KEY-9] a holder is lost and the online keys are stolen: drafted, read in words, signed on three machines', async () => {
    // The thief pushes the counter's time and versions far ahead, so that nothing of the hub's is taken any more.
    const ahead = { snapshotVersion: 2_000_000_000, timestampVersion: 2_000_000_000 };
    const theft = await forged(stolenOnline, { ...ahead, signedAtMs: time.wallMs + 1000 * hourMs });
    expect(await apply(awake, theft)).toMatchObject({ applied: true });
    await rig.hub.repository.refreshTimestamp();
    expect(await apply(awake)).toMatchObject({ applied: false });

    await makeKey('root-4');
    const trust = await atHub('trust', [], { out: stick('trust-1.json'), 'new-online': true });
    expect(trust).toMatch(/Root 1, SHA-256 [0-9a-f]{64}/);
    expect(await readFile(stick('trust-1.json'), 'utf8')).not.toContain('PRIVATE');
    const said = await offlineHere(['keys', 'rotate'], {
      trust: stick('trust-1.json'),
      out: stick('rotation-2.json'),
      add: [`root=${stick('root-4.pub.json')}`],
      remove: [`root=${(await idOf('root-1')).slice(0, 12)}`],
      'new-online': true,
      note: 'root-1 lost, online keys stolen',
    });
    expect(said).toContain('Root 1 becomes root 2');
    expect(said).toMatch(new RegExp(`NEW {4}${(await idOf('root-4')).slice(0, 16)} \\(root-4\\)`));
    expect(said).toMatch(new RegExp(`GONE {3}${(await idOf('root-1')).slice(0, 16)}`));
    expect(said).toContain(`GONE   ${stolenOnline.timestamp.keyId.slice(0, 16)}`);
    expect(said).toContain('Certifiers: 2 of 3 sign');
    // A draft is never written over.
    await expect(
      offlineHere(['keys', 'rotate'], {
        trust: stick('trust-1.json'),
        out: stick('rotation-2.json'),
        'new-online': true,
        note: 'again',
      }),
    ).rejects.toThrow(/exists already/);

    const signs = (name: string) =>
      runCli(
        [
          'sign',
          stick('rotation-2.json'),
          '--key',
          join(at[name]!, `${name}.pem`),
          '--out',
          stick(`2.${name}.json`),
        ],
        [passphraseOf(name)],
      );
    const [two, four] = await Promise.all([signs('root-2'), signs('root-4')]);
    const digest = /SHA-256 of what is signed: ([0-9a-f]{64})/;
    for (const one of [two, four]) {
      expect(one).toMatchObject({ code: 0 });
      expect(one.text).toContain('signed root and targets');
      expect(digest.exec(one.text)?.[1]).toBe(digest.exec(said)?.[1]);
      expect(one.text).not.toContain(passphraseOf('root-2'));
    }
    await expect(signHere('rotation-2.json', 'certifier-1')).rejects.toThrow(/nothing to sign/);
  });

  it('[KEY-10] too few old keys, another draft’s signatures or a changed draft publish nothing', async () => {
    const files = [stick('2.root-2.json'), stick('2.root-4.json')];
    // root-4 is in the new root only: the old threshold has one signature.
    await expect(offlineHere(['keys', 'verify', stick('rotation-2.json'), ...files], {})).rejects.toThrow(
      /MISSING {2}root: 1 of 2 from the old keys/,
    );
    await expect(atHub('publish', [stick('rotation-2.json'), ...files], {})).rejects.toThrow(/1 of the 2/);
    await expect(
      offlineHere(
        ['sign', stick('rotation-2.json')],
        { key: join(at['root-3']!, 'root-3.pem') },
        'falsch falsch',
      ),
    ).rejects.toMatchObject({ reason: 'wrong-passphrase' });

    // Somebody exchanges a certifier's key in the draft on the stick.
    const draft = await readFile(stick('rotation-2.json'), 'utf8');
    const changed = JSON.parse(draft) as RotationFile;
    const swapped = changed.parts.targets.signable.replaceAll(
      (await keyIn(at['certifier-3']!, 'certifier-3')).publicKey,
      'a'.repeat(64),
    );
    changed.parts.targets.signable = swapped;
    await writeFile(stick('rotation-2-changed.json'), JSON.stringify(changed));
    await expect(signHere('rotation-2-changed.json', 'root-3')).rejects.toThrow(/SHA-256|bad-key|Key id/);
    await expect(atHub('publish', [stick('rotation-2-changed.json'), ...files], {})).rejects.toThrow();
    // A draft with its own keys for the hub, fully signed by nobody's keys, straight to the hub's door.
    const admin = await rig.as([{ role: 'administrator', place: { kind: 'region' } }]);
    const signatures = await Promise.all(files.map(async (path) => JSON.parse(await readFile(path, 'utf8'))));
    const refused = await admin.post('/api/keys/rotations', { file: JSON.parse(draft), signatures });
    expect([refused.status, ((await refused.json()) as { reason: string }).reason]).toEqual([
      409,
      'under-signed',
    ]);
    expect((await rig.hub.repository.versions()).root).toBe(1);
  });

  it('[KEY-11, KEY-12] published: counters follow, the stolen keys are useless, and a restarted hub signs with the new ones', async () => {
    const three = await signHere('rotation-2.json', 'root-3');
    const files = [stick('2.root-2.json'), stick('2.root-4.json'), three];
    const done = await runCli([
      'keys',
      'publish',
      stick('rotation-2.json'),
      ...files,
      '--data',
      data,
      '--url',
      rig.url,
    ]);
    expect(done).toMatchObject({ code: 0 });
    expect(done.text).toContain('Root 2 is published');
    expect(await apply(awake)).toMatchObject({ applied: true, pending: false });
    expect(awake.store.versions().root).toBe(2);
    expect(awake.store.freshness()).toBe('green');
    const theft = await forged(stolenOnline, {
      timestampVersion: 2_100_000_000,
      snapshotVersion: 2_100_000_000,
    });
    expect(await apply(awake, theft)).toMatchObject({ applied: false, code: 'bad-signature' });
    expect(awake.store.view()?.entryCount).toBe(12);

    await rig.close();
    rig = await openHub();
    expect(rig.signers.online.timestamp.keyId).not.toBe(stolenOnline.timestamp.keyId);
    await rig.hub.repository.refreshTimestamp();
    expect(await apply(awake)).toMatchObject({ applied: true });
    await expect(atHub('publish', [stick('rotation-2.json'), ...files], {})).rejects.toThrow(
      /root 2 does not follow root 2/,
    );
  });

  it('[KEY-11] a stolen certifier key is replaced: the list it signed is signed again, and it signs nothing more', async () => {
    const added = await makeKey('certifier-4');
    await atHub('trust', [], { out: stick('trust-2.json') });
    const said = await offlineHere(['keys', 'rotate'], {
      trust: stick('trust-2.json'),
      out: stick('rotation-3.json'),
      add: [`catalog=${added}`],
      remove: [`catalog=${await idOf('certifier-1')}`],
      note: 'certifier-1 stolen',
    });
    expect(said).toContain('The catalog list is signed again as it is, as version 3.');
    const holders = ['root-2', 'root-3', 'certifier-2', 'certifier-4'];
    const files = await Promise.all(holders.map((name) => signHere('rotation-3.json', name)));
    await expect(atHub('publish', [stick('rotation-3.json'), ...files.slice(0, 3)], {})).rejects.toThrow(
      /catalog has 1 of the 2/,
    );
    expect(await atHub('publish', [stick('rotation-3.json'), ...files], {})).toContain('Root 3 is published');
    expect(await apply(awake)).toMatchObject({ applied: true, pending: false });
    expect(awake.store.view()?.entryCount).toBe(12);
    const more = sampleEntries({ count: 13, referenceDate: '2026-11-23' });
    await expect(
      rig.hub.repository.publishCatalog(more, await signersOf('certifier-1', 'certifier-2')),
    ).rejects.toMatchObject({ code: 'under-signed' });
    await rig.hub.repository.publishCatalog(more, await signersOf('certifier-3', 'certifier-4'));
    expect(await apply(awake)).toMatchObject({ applied: true, pending: false });
    expect(awake.store.view()?.entryCount).toBe(13);
  });

  it('[KEY-11] three of three, and a counter that slept through all rotations follows them one by one', async () => {
    await atHub('trust', [], { out: stick('trust-3.json') });
    await offlineHere(['keys', 'rotate'], {
      trust: stick('trust-3.json'),
      out: stick('rotation-4.json'),
      'root-threshold': '3',
      note: 'all three sign',
    });
    const files = await Promise.all(
      ['root-2', 'root-3', 'root-4'].map((name) => signHere('rotation-4.json', name)),
    );
    const counted = await offlineHere(['keys', 'verify', stick('rotation-4.json'), ...files], {});
    expect(counted).toContain('All signatures are there.');
    await atHub('publish', [stick('rotation-4.json'), ...files], {});

    expect(asleep.store.versions().root).toBe(1);
    expect(await apply(asleep)).toMatchObject({ applied: true, pending: false });
    expect(asleep.store.versions().root).toBe(4);
    expect(asleep.store.view()?.entryCount).toBe(13);
    const reopened = await asleep.reopen();
    expect(reopened.versions()).toEqual(asleep.store.versions());
    const { root } = await rig.hub.repository.signedByPeople();
    // A counter installed today is given the newest root, and knows nothing of the keys before.
    const young = await openCounter(time, root, fetcherNow());
    expect(await apply(young)).toMatchObject({ applied: true, pending: false });
    expect(young.store.versions().root).toBe(4);
    expect((await young.reopen()).view()?.entryCount).toBe(13);
    const { online } = rig.signers;
    const old = await signersOf('root-1', 'root-2');
    const back = buildRoot(2, { root: old, ...online }, old, Date.now());
    const stale = { ...(await forged(online)), roots: [Buffer.from(back).toString('utf8')] };
    expect(await apply(young, stale)).toMatchObject({ applied: true });
    expect(young.store.versions().root).toBe(4);
    expect(JSON.parse(Buffer.from(root).toString('utf8')).signed.roles.root.threshold).toBe(3);
  });

  it('[KEY-12] a hub with other online keys than the root names says so and does not start', async () => {
    await rig.close();
    const kept = join(folder, 'kept');
    await cp(join(data, 'online-keys'), kept, { recursive: true });
    await rm(join(data, 'online-keys'), { recursive: true });
    await expect(openHub()).rejects.toThrow(/put its folder of online keys back/);
    await rm(join(data, 'online-keys'), { recursive: true });
    await cp(kept, join(data, 'online-keys'), { recursive: true });
    rig = await openHub();
    expect((await rig.hub.repository.versions()).root).toBe(4);
  });
});
