// Hub and counters over real MQTT with mutual TLS: lists reach them, their lines reach the console, a restore is noticed.
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { genesisHash } from '@zhuangui/protocol/journal-chain.ts';
import {
  type Hello,
  helloMessage,
  type ListsPush,
  listsPushMessage,
  positionMessage,
} from '@zhuangui/protocol/messages.ts';
import { counterTopic, listsTopic } from '@zhuangui/protocol/topics.ts';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { LinkConnection } from '../../device/link/link-port.ts';
import { mqttLink } from '../../device/link/mqtt-link.ts';
import type { CounterRow, Dashboard } from '../../hub/http/views.ts';
import { type Clock, systemClock } from '../../hub/platform/clock.ts';
import { sampleEntries } from '../../simulators/samples/entries.ts';
import { type HubRig, openHubRig, type RigCounter, rigConfig, rigSigners } from './hub-rig.ts';

const entries = sampleEntries({ count: 20, referenceDate: '2026-11-23' });
const opened: { close(): void | Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
});

const versionsIn = (push: ListsPush) => ({
  timestamp: JSON.parse(push.timestamp).signed.version as number,
  withdrawals: JSON.parse(push.withdrawals).signed.version as number,
});

interface Connected {
  link: LinkConnection;
  pushes: ReturnType<typeof versionsIn>[];
  positions: number[];
  hello(lists: Partial<Hello['lists']>): Promise<void>;
}

async function connect(rig: HubRig, { id, identity }: RigCounter): Promise<Connected> {
  const pushes: Connected['pushes'] = [];
  const positions: number[] = [];
  const { authority: ca, certificate: cert, key } = identity;
  const { port } = rig.addresses.mqtt;
  const where = {
    counter: id,
    host: '127.0.0.1',
    port,
    ca,
    cert,
    key,
    connectTimeoutMs: 5000,
    keepaliveS: 60,
  };
  const link = await new Promise<LinkConnection>((resolve, reject) => {
    const connection: LinkConnection = mqttLink(where)({
      onConnected: () => resolve(connection),
      onClosed: (why) => reject(new Error(why)),
      onMessage(topic, payload) {
        if (topic === listsTopic) {
          const parsed = listsPushMessage.parse(payload);
          if (parsed.ok) pushes.push(versionsIn(parsed.value));
        } else {
          const parsed = positionMessage.parse(payload);
          if (parsed.ok) positions.push(parsed.value.seq);
        }
      },
    });
  });
  opened.push(link);
  const journal = 'jaaaaaaaaaaaaaaaa';
  return {
    link,
    pushes,
    positions,
    hello(lists) {
      const known = { root: 1, catalog: 1, withdrawals: 1, channels: 1, snapshot: 1, ...lists };
      const hello = {
        v: 1 as const,
        journal,
        seq: 0,
        hash: genesisHash(id, journal),
        agentVersion: '1',
        lists: known,
      };
      return link.publish(counterTopic(id, 'hello'), helloMessage.encode(hello));
    },
  };
}

async function openRig(...args: Parameters<typeof openHubRig>): Promise<HubRig> {
  const rig = await openHubRig(...args);
  opened.push(rig);
  return rig;
}

describe('hub', () => {
  it('[HUB-1] a counter that connects gets the lists at once, and a withdrawal within a second', async () => {
    const rig = await openRig();
    await rig.publish(entries);
    const counter = await rig.addCounter('m-0001');
    const connected = await connect(rig, counter);
    await vi.waitFor(() => expect(connected.pushes).toHaveLength(1));
    await connected.hello({});
    await vi.waitFor(() => expect(connected.positions).toEqual([0]));
    const find = async () =>
      (await rig.get<{ counters: CounterRow[] }>('/api/counters?search=m-0001')).counters[0];
    expect(await find()).toMatchObject({ online: true });

    const answer = await rig.post('/api/withdrawals', { entry: entries[0]!.id, reason: '抽检不合格' });
    const { version } = (await answer.json()) as { version: number };
    await vi.waitFor(() => expect(connected.pushes.at(-1)!.withdrawals).toBe(version), 1000);

    connected.link.close();
    await vi.waitFor(async () => expect(await find()).toMatchObject({ online: false }));
  });

  it('[HUB-1] the timestamp is signed again every hour and pushed', async () => {
    const real = systemClock();
    const due: (() => void)[] = [];
    const clock: Clock = {
      ...real,
      setTimer(delayMs, run) {
        if (delayMs !== 3_600_000) return real.setTimer(delayMs, run);
        due.push(run);
        return () => due.splice(due.indexOf(run), 1);
      },
    };
    const rig = await openRig({ clock });
    const connected = await connect(rig, await rig.addCounter('m-0002'));
    await vi.waitFor(() => expect(connected.pushes).toHaveLength(1));
    expect(due).toHaveLength(1);
    due[0]!();
    await vi.waitFor(() => expect(connected.pushes).toHaveLength(2));
    expect(connected.pushes[1]!.timestamp).toBeGreaterThan(connected.pushes[0]!.timestamp);
    expect(due).toHaveLength(2);
  });

  it('[LIST-11] a hub restored from a backup publishes after the versions its counters report', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'zhuangui-restored-'));
    opened.push({ close: () => rm(folder, { recursive: true, force: true }) });
    const signers = rigSigners();
    const config = rigConfig(folder);
    const before = await openHubRig({ config, signers });
    await before.publish(entries);
    const counter = await before.addCounter('m-0003');
    await before.hub.backup(join(folder, 'backup.db'));
    await before.post('/api/withdrawals', { entry: entries[0]!.id, reason: '抽检不合格' });
    await before.post('/api/withdrawals', { entry: entries[1]!.id, reason: '抽检不合格' });
    const { withdrawals, catalog, channels } = await before.hub.repository.versions();
    await before.hub.stop();
    for (const tail of ['-wal', '-shm']) await rm(join(folder, `hub.db${tail}`), { force: true });
    await copyFile(join(folder, 'backup.db'), join(folder, 'hub.db'));

    const after = await openRig({ config, signers });
    expect((await after.hub.repository.versions()).withdrawals).toBeLessThan(withdrawals);
    const connected = await connect(after, counter);
    await connected.hello({ catalog, withdrawals, channels });
    await vi.waitFor(() => expect(connected.pushes.at(-1)!.withdrawals).toBe(withdrawals + 1));
    // One counter that claims the end of all numbers moves nothing.
    await connected.hello({ withdrawals: 2_000_000_000 });
    await vi.waitFor(() => expect(connected.positions.length).toBeGreaterThanOrEqual(2));
    expect((await after.hub.repository.versions()).withdrawals).toBe(withdrawals + 1);
  });

  it('[HUB-2] figures survive a restart of the hub', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'zhuangui-restart-'));
    opened.push({ close: () => rm(folder, { recursive: true, force: true }) });
    const signers = rigSigners();
    const config = rigConfig(folder);
    const before = await openHubRig({ config, signers });
    await before.publish(entries);
    const counter = await before.addCounter('m-0004');
    await counter.sell(entries[0]!);
    await counter.sell(entries[1]!);
    await before.hub.audit.idle();
    await before.hub.stop();

    const after = await openRig({ config, signers });
    expect(after.hub.adminToken).toBe(before.hub.adminToken);
    await after.hub.audit.idle();
    const view = await after.get<Dashboard>('/api/dashboard');
    expect(view).toMatchObject({ allTime: { sales: 2 }, certifiedShare: 100 });
    expect(view.perHour.reduce((sum, { sales }) => sum + sales, 0)).toBe(2);
    expect(view.sales.map(({ product }) => product)).toEqual([entries[1]!.name, entries[0]!.name]);
  });
});
