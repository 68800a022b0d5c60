import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Actor } from '../people/actor.ts';
import { type Clock, systemClock } from '../platform/clock.ts';
import { silentLog } from '../platform/log.ts';
import { systemRandom } from '../platform/random.ts';
import { type HubStores, openHubStores } from '../store/open-hub-stores.ts';
import { createAddressGuard } from './address-guard.ts';
import { delayAfter } from './backoff.ts';
import { connectorsSchema } from './connectors-schema.ts';
import { createDeliveries } from './deliveries.ts';
import { mayKnow } from './event-readers.ts';
import { eventsAfter, forgetOldEvents, writeEvents } from './outbox.ts';
import { createPost } from './post.ts';
import { createWebhooks } from './webhooks.ts';

const actor: Actor = { kind: 'person', id: 'p1', name: '王芳', grants: [] };
const day = 86_400_000;

interface Got {
  headers: IncomingHttpHeaders;
  body: string;
}

let folder: string;
let stores: HubStores;
let server: Server;
let url: string;
let got: Got[];
let status: number;
let nowMs: number;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zhuangui-hooks-'));
  stores = await openHubStores({
    path: join(folder, 'hub.db'),
    engine: 'node:sqlite',
    schemas: [connectorsSchema],
  });
  got = [];
  status = 204;
  nowMs = 1_800_000_000_000;
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      got.push({ headers: request.headers, body: Buffer.concat(parts).toString() });
      response.writeHead(status, { location: `${url}elsewhere` }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterEach(async () => {
  server.close();
  await stores.close();
  await rm(folder, { recursive: true, force: true });
});

function parts() {
  const clock: Clock = { ...systemClock(), nowMs: () => nowMs };
  const { db, reader } = stores;
  const guard = createAddressGuard(['127.0.0.1']);
  const audit = { write: vi.fn(async () => {}), note: vi.fn(async () => {}) };
  const webhooks = createWebhooks({
    db,
    reader,
    audit,
    guard,
    clock,
    random: systemRandom(),
    wake: () => {},
  });
  const deliveries = createDeliveries({ db, reader, post: createPost(guard), clock, log: silentLog });
  const say = (id: string, name: 'sanction.imposed' | 'case.opened' = 'sanction.imposed') =>
    db.transaction((tx) => writeEvents(tx, [{ key: `${name}/${id}`, name, body: { id }, place: {} }], nowMs));
  return { db, reader, webhooks, deliveries, say, audit };
}

const wanted = () => ({ name: '监督系统', url, events: ['sanction.imposed' as const] });

describe('webhooks', () => {
  it('[HOOK-2] are signed as Standard Webhooks say; the secret is told once', async () => {
    const { webhooks, deliveries, say, audit } = parts();
    const { id, secret } = await webhooks.add(actor, wanted());
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(JSON.stringify(await webhooks.list())).not.toContain(secret.slice(6));
    expect(audit.write).toHaveBeenCalledOnce();
    await say('s1');
    await deliveries.sendDue();
    await vi.waitFor(async () =>
      expect((await webhooks.list())[0]).toMatchObject({ id, delivered: 1, waiting: 0 }),
    );
    const [{ headers, body }] = got as [Got];
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
    const expected = createHmac('sha256', Buffer.from(secret.slice(6), 'base64'))
      .update(signed)
      .digest('base64');
    expect(headers['webhook-signature']).toBe(`v1,${expected}`);
    expect([headers['webhook-id'], headers['webhook-timestamp']]).toEqual([
      'sanction.imposed/s1',
      '1800000000',
    ]);
    expect(JSON.parse(body)).toEqual({
      type: 'sanction.imposed',
      timestamp: new Date(nowMs).toISOString(),
      data: { id: 's1' },
    });
    await deliveries.close();
  });

  it('[HOOK-1] an event said again is the same event, and only who wants it gets it', async () => {
    const { webhooks, deliveries, say, reader } = parts();
    await webhooks.add(actor, wanted());
    expect([await say('s1'), await say('s1'), await say('c1', 'case.opened')]).toEqual([1, 0, 1]);
    expect(await eventsAfter(reader, 0, 10)).toHaveLength(2);
    await deliveries.sendDue();
    await vi.waitFor(() => expect(got).toHaveLength(1));
    await deliveries.close();
    expect(got).toHaveLength(1);
  });

  it('[HOOK-1] an act that is rolled back told nobody', async () => {
    const { db, reader } = parts();
    const act = db.transaction(async (tx) => {
      await writeEvents(tx, [{ key: 'k', name: 'case.opened', body: {}, place: {} }], nowMs);
      throw new Error('rolled back');
    });
    await expect(act).rejects.toThrow('rolled back');
    expect(await eventsAfter(reader, 0, 10)).toEqual([]);
  });

  it('[HOOK-3] a redirect is not followed; tries go on for a day, then it is dead and can be sent again', async () => {
    const { webhooks, deliveries, say } = parts();
    const { id } = await webhooks.add(actor, wanted());
    status = 302;
    await say('s1');
    let tries = 0;
    for (; (await webhooks.list())[0]?.dead === 0; tries += 1) {
      await deliveries.sendDue();
      const before = tries;
      await vi.waitFor(async () =>
        expect((await webhooks.deliveries(id, undefined, 0, 10)).rows[0]?.tries).toBe(before + 1),
      );
      nowMs += 8 * 3_600_000;
    }
    expect(got).toHaveLength(tries);
    const [row] = (await webhooks.deliveries(id, 'dead', 0, 10)).rows;
    expect(row).toMatchObject({ state: 'dead', lastAnswer: 'HTTP 302', tries });
    status = 200;
    await webhooks.resend(actor, id, row!.event);
    await deliveries.sendDue();
    await vi.waitFor(async () => expect((await webhooks.list())[0]).toMatchObject({ dead: 0, delivered: 1 }));
    await expect(webhooks.resend(actor, id, row!.event)).rejects.toMatchObject({ reason: 'unknown-webhook' });
    await deliveries.close();
  });

  it('[HOOK-3] waits longer each time, about a day in all', () => {
    const delays: number[] = [];
    for (let tries = 1; delayAfter(tries) !== undefined; tries += 1) delays.push(delayAfter(tries)!);
    expect(delays).toEqual([...delays].sort((a, b) => a - b));
    const sum = delays.reduce((a, b) => a + b, 0);
    expect(sum).toBeGreaterThan(0.9 * day);
    expect(sum).toBeLessThan(1.1 * day);
  });

  it('[HOOK-5] later events wait behind an earlier one, a paused webhook gets none', async () => {
    const { webhooks, deliveries, say } = parts();
    const { id } = await webhooks.add(actor, wanted());
    await webhooks.pause(actor, id, true);
    for (const name of ['s1', 's2', 's3']) await say(name);
    await deliveries.sendDue();
    await webhooks.pause(actor, id, false);
    expect(got).toEqual([]);
    await deliveries.sendDue();
    await vi.waitFor(async () => expect((await webhooks.list())[0]?.delivered).toBe(3));
    expect(got.map(({ headers }) => headers['webhook-id'])).toEqual(
      ['s1', 's2', 's3'].map((name) => `sanction.imposed/${name}`),
    );
    await deliveries.close();
  });

  it('[HOOK-7] old events are forgotten, those that may still be sent are kept', async () => {
    const { db, reader, webhooks, say } = parts();
    await say('s1');
    await webhooks.add(actor, wanted());
    await say('s2');
    await forgetOldEvents(db, nowMs + 31 * day);
    expect((await eventsAfter(reader, 0, 10)).map(({ key }) => key)).toEqual(['sanction.imposed/s2']);
  });
});

describe('addresses', () => {
  const guard = createAddressGuard(['intern.example']);
  it.each([
    'http://example.com/',
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://10.1.2.3/',
    'https://169.254.169.254/latest',
    'https://0/',
    'https://2130706433/',
    'https://localhost:8080/',
    'https://224.0.0.1/',
    'https://198.18.0.1/',
    'https://localhost./',
    'https://[::7f00:1]/',
    'https://[fec0::1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://[64:ff9b:1::1]/',
    'https://[2002:7f00:1::]/',
    'https://user:word@example.com/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'no address',
  ])('[HOOK-4] %s is refused', (address) => {
    expect(() => guard.checkUrl(address)).toThrow(expect.objectContaining({ reason: 'bad-address' }));
  });

  it('[HOOK-4] public https is taken, and a host that the configuration names', () => {
    expect(guard.checkUrl('https://example.com/hook').host).toBe('example.com');
    expect(guard.checkUrl('http://intern.example:8080/').port).toBe('8080');
  });

  it('[HOOK-4] a public name that leads to a private address is not connected to', async () => {
    const lookup = ((_name: string, _options: object, done: (error: null, found: object[]) => void) =>
      done(null, [{ address: '127.0.0.1', family: 4 }])) as never;
    const post = createPost(createAddressGuard([], lookup));
    const { port } = server.address() as AddressInfo;
    expect(await post(`https://rebound.example:${port}/`, {}, '{}')).toEqual({
      ok: false,
      answer: 'rebound.example leads to a private address',
    });
    expect(got).toEqual([]);
  });
});

describe('who may know', () => {
  const supervisor: Actor = {
    ...actor,
    grants: [{ role: 'supervisor', place: { kind: 'league', code: '150100' } }],
  };
  it('[HOOK-6] by the action of the kind and the place', () => {
    const inside = { league: '150100', banner: '150102' };
    expect(mayKnow(supervisor, { name: 'case.opened', place: inside })).toBe(true);
    expect(mayKnow(supervisor, { name: 'case.opened', place: { league: '150200', banner: '150202' } })).toBe(
      false,
    );
    expect(mayKnow(supervisor, { name: 'sanction.imposed', place: {} })).toBe(true);
    expect(mayKnow(supervisor, { name: 'webhook.test', place: {} })).toBe(false);
    expect(mayKnow(actor, { name: 'sanction.imposed', place: {} })).toBe(false);
  });
});
