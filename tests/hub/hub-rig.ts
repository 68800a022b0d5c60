// A real hub on free ports in a folder of its own, and counters that are enrolled with it and write signed journals.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import { encodeBatch } from '@zhuangui/protocol/journal-batch.ts';
import { genesisHash, headBytes, nextHash } from '@zhuangui/protocol/journal-chain.ts';
import type { LineBody } from '@zhuangui/protocol/journal-lines.ts';
import type { ListVersions } from '@zhuangui/protocol/messages.ts';
import { enrol } from '../../device/identity/enrol.ts';
import type { Identity } from '../../device/identity/identity-files.ts';
import { type JournalKey, newJournalKey } from '../../device/journal/key.ts';
import { memorySigner } from '../../hub/catalog/keys.ts';
import type { AllSigners } from '../../hub/catalog/signer.ts';
import type { HubConfig } from '../../hub/config.ts';
import type { NewCounter } from '../../hub/fleet/counter.ts';
import { createHub, type Hub, type HubAddresses, type HubParts } from '../../hub/hub.ts';
import { actorOf } from '../../hub/people/access.ts';
import type { Actor, Grant } from '../../hub/people/actor.ts';
import { csrfOf } from '../../hub/people/sessions.ts';
import { type Clock, systemClock } from '../../hub/platform/clock.ts';
import { silentLog } from '../../hub/platform/log.ts';
import { systemRandom } from '../../hub/platform/random.ts';

export interface HubRig {
  hub: Hub;
  folder: string;
  addresses: HubAddresses;
  /** http://127.0.0.1:port */
  url: string;
  signers: AllSigners;
  /** JSON to the hub, with the administrator's token unless another is given. */
  post(path: string, body: object, token?: string): Promise<Response>;
  get<T>(path: string): Promise<T>;
  /** Somebody with these grants who has just signed in, over HTTP with cookie and CSRF token. */
  as(grants: readonly Grant[], name?: string): Promise<RigPerson>;
  publish(entries: readonly Entry[]): Promise<void>;
  addCounter(id: string, name?: string, change?: Partial<NewCounter>): Promise<RigCounter>;
  close(): Promise<void>;
}

export interface RigPerson {
  actor: Actor;
  login: string;
  get<T>(path: string): Promise<T>;
  post(path: string, body?: object): Promise<Response>;
  put(path: string, body?: object): Promise<Response>;
  delete(path: string, body?: object): Promise<Response>;
  /** Cookie and CSRF token are added. */
  raw(path: string, init?: RequestInit): Promise<Response>;
}

export interface RigCounter {
  id: string;
  identity: Identity;
  /** Signs and hands in lines; resolves when they are committed. */
  write(...bodies: LineBody[]): Promise<void>;
  /** Says that it has applied the lists now in force. */
  confirm(): Promise<void>;
  /** One whole sale of an entry, with a permit for the lists now in force unless something else is said. */
  sell(
    entry: Entry,
    change?: { priceFen?: number; catalogVersion?: number; withdrawalsVersion?: number },
  ): Promise<void>;
}

export function rigSigners(): AllSigners {
  const three = () => [memorySigner(), memorySigner(), memorySigner()];
  const online = { snapshot: memorySigner(), timestamp: memorySigner(), channels: memorySigner() };
  return { root: three(), certifiers: three(), supervisors: three(), online };
}

export const rigConfig = (folder: string): HubConfig => {
  const free = { host: '127.0.0.1', port: 0 };
  return {
    dataFolder: folder,
    engine: 'node:sqlite',
    http: free,
    https: free,
    mqtt: free,
    hostNames: ['127.0.0.1', 'localhost'],
    demo: true,
  };
};

export async function openHubRig(change: Partial<HubParts> = {}): Promise<HubRig> {
  const folder = await mkdtemp(join(tmpdir(), 'zhuangui-hub-'));
  const signers = change.signers ?? rigSigners();
  const clock: Clock = change.clock ?? systemClock();
  const parts = { config: rigConfig(folder), clock, random: systemRandom(), log: silentLog, signers };
  const hub = await createHub({ ...parts, ...change });
  const addresses = await hub.start();
  const url = `http://127.0.0.1:${addresses.http.port}`;
  const post: HubRig['post'] = (path, body, token = hub.adminToken) =>
    fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify(body),
    });
  return {
    hub,
    folder,
    addresses,
    url,
    signers,
    post,
    get: async <T>(path: string) =>
      (await (
        await fetch(url + path, { headers: { authorization: `Bearer ${hub.adminToken}` } })
      ).json()) as T,
    as: (grants, name) => signedIn(hub, url, grants, name),
    async publish(entries) {
      await hub.repository.publishCatalog(entries, signers.certifiers.slice(0, 2));
      await hub.live.refreshLists();
    },
    addCounter: (id, name = `${id} 号专柜`, change = {}) =>
      addCounter({ hub, addresses, post }, { ...newCounterBody(id, name), ...change }),
    async close() {
      await hub.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export const newCounterBody = (id: string, name: string) => ({
  id,
  name,
  siteKind: 'agency',
  address: '呼和浩特市新城区',
  banner: '150102',
  league: '150100',
  hostUnit: '自治区某机关',
  operatingCompany: '某运营公司',
});

async function addCounter(
  { hub, addresses, post }: Pick<HubRig, 'hub' | 'addresses' | 'post'>,
  body: ReturnType<typeof newCounterBody>,
): Promise<RigCounter> {
  const { id } = body;
  const answer = await post('/api/counters', body);
  const { claim } = (await answer.json()) as { claim: string };
  const journalKey = newJournalKey();
  const where = { host: '127.0.0.1', httpsPort: addresses.https.port };
  const identity = await enrol({ counter: id, hub: where, claim, journalKey });
  return { id, identity, ...counterJournal(hub, id, journalKey) };
}

let people = 0;

/** Without the password's hash, which takes longer than most tests. */
export async function signedIn(
  hub: Hub,
  url: string,
  grants: readonly Grant[],
  name = '测试人员',
): Promise<RigPerson> {
  people += 1;
  const login = `rig-${people}`;
  const { accounts, sessions } = hub.slices.people;
  const by = { kind: 'machine', id: 'rig', name: 'rig', grants: [] } as const;
  const person = await accounts.add({ login, name, grants, password: '-', mustChange: false }, by);
  const { token, session } = await sessions.open(person.id, { address: '127.0.0.1', agent: 'rig' });
  const own = { cookie: `zhuangui=${token}`, 'x-csrf-token': csrfOf(token) };
  const raw: RigPerson['raw'] = (path, init = {}) =>
    fetch(url + path, { ...init, headers: { ...own, ...(init.headers as Record<string, string>) } });
  const change = (method: string) => (path: string, body?: object) =>
    raw(path, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  return {
    actor: actorOf(person, session),
    login,
    get: async <T>(path: string) => (await (await raw(path)).json()) as T,
    post: change('POST'),
    put: change('PUT'),
    delete: change('DELETE'),
    raw,
  };
}

let orders = 0;

function counterJournal(hub: Hub, counter: string, key: JournalKey): Omit<RigCounter, 'id' | 'identity'> {
  const journal =
    `j${'0'.repeat(16)}`.slice(0, 17 - 4) + Buffer.from(counter.slice(-2)).toString('hex').padStart(4, '0');
  let seq = 0;
  let head = genesisHash(counter, journal);

  async function write(...bodies: LineBody[]): Promise<void> {
    const prev = head;
    const from = seq + 1;
    const lines = bodies.map((body) => {
      seq += 1;
      const { kind, ...rest } = body;
      const line = Buffer.from(JSON.stringify({ seq, at: Date.now(), up: seq * 10, kind, ...rest }));
      head = nextHash(head, line);
      return line;
    });
    const sig = key.sign(headBytes(counter, journal, seq, head));
    await hub.ledger.batch(counter, encodeBatch({ v: 1, journal, from, to: seq, prev, head, sig }, lines));
    await hub.ledger.idle();
  }

  async function versions(): Promise<ListVersions> {
    const { root, catalog, withdrawals, channels, snapshot } = await hub.repository.versions();
    return { root, catalog, withdrawals, channels, snapshot };
  }

  return {
    write,
    async confirm() {
      const signedAt = await hub.repository.signedAt();
      const times = { signedAt, expiresAt: signedAt + 72 * 3_600_000, timeFloor: signedAt };
      await write({
        kind: 'lists',
        versions: await versions(),
        hash: '0'.repeat(64),
        ...times,
        source: 'push',
      });
    },
    async sell(entry, change = {}) {
      const now = await versions();
      const { catalogVersion = now.catalog, withdrawalsVersion = now.withdrawals } = change;
      const { priceFen = entry.priceBand.minFen } = change;
      orders += 1;
      const order = `o${String(orders).padStart(24, '0')}`;
      const lot = '20261101-A';
      const item = { item: 1, slot: 3, entry: entry.id, lot, priceFen };
      const permit = {
        entry: entry.id,
        lot,
        certificate: entry.certificate.number,
        catalogVersion,
        withdrawalsVersion,
        channelsVersion: now.channels,
        freshness: 'green' as const,
        priceBand: entry.priceBand,
        lists: '0'.repeat(64),
      };
      await write(
        { kind: 'order', order, items: [{ ...item, permit }], totalFen: priceFen, method: 'wechat' },
        { kind: 'paid', order, method: 'wechat', amountFen: priceFen, transaction: `t${orders}` },
        { kind: 'dispensing', order, ...item, permit },
        { kind: 'outcome', order, ...item, method: 'wechat', outcome: 'delivered', detail: 'dispensed' },
        { kind: 'closed', order, paidFen: priceFen, deliveredFen: priceFen, refundedFen: 0 },
      );
    },
  };
}
