// What a person should look at reaches the dashboard's number and the list, with words.
import { genesisHash } from '@zhuangui/protocol/journal-chain.ts';
import mqtt, { type MqttClient } from 'mqtt';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { CaseRow, Dashboard } from '../../hub/http/views.ts';
import { type HubRig, openHubRig, type RigCounter } from './hub-rig.ts';

const opened: { close(): void | Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
});

async function openRig(): Promise<HubRig> {
  const rig = await openHubRig();
  opened.push(rig);
  return rig;
}

const casesOf = async (rig: HubRig) =>
  (await rig.get<{ total: number; cases: CaseRow[] }>('/api/cases')).cases;
const countOf = async (rig: HubRig) => (await rig.get<Dashboard>('/api/dashboard')).cases;

async function machine(rig: HubRig, { id, identity }: RigCounter): Promise<MqttClient> {
  const { authority: ca, certificate: cert, key } = identity;
  const { port } = rig.addresses.mqtt;
  const client = mqtt.connect(`mqtts://127.0.0.1:${port}`, {
    clientId: id,
    ca,
    cert,
    key,
    reconnectPeriod: 0,
  });
  client.on('error', () => {});
  opened.push({ close: () => void client.end(true) });
  await new Promise<void>((resolve) => client.once('connect', () => resolve()));
  return client;
}

const versions = { root: 1, catalog: 1, withdrawals: 1, channels: 1, snapshot: 1 };
const journal = 'jaaaaaaaaaaaaaaaa';
const helloOf = (counter: string, change: object = {}) => ({
  v: 1 as const,
  journal,
  seq: 0,
  hash: genesisHash(counter, journal),
  agentVersion: '1',
  lists: versions,
  ...change,
});

describe('cases', () => {
  it('[HTTP-12] two machines with one identity become a case', async () => {
    const rig = await openRig();
    const counter = await rig.addCounter('k-0001', '敖汉旗医院专柜');
    expect(await countOf(rig)).toBe(0);
    for (let turn = 0; turn < 4; turn += 1) await machine(rig, counter);
    await vi.waitFor(async () => expect(await countOf(rig)).toBe(1));
    const [found] = await casesOf(rig);
    expect(found).toMatchObject({
      kind: 'clone-suspected',
      counter: 'k-0001',
      counterName: '敖汉旗医院专柜',
    });
    expect(found!.words.zh).toMatch(/吊销/);
    expect(found!.words.en).toMatch(/revoke/);
  });

  it('[HTTP-12] a frozen journal shows at once, without waiting for a commit', async () => {
    const rig = await openRig();
    const counter = await rig.addCounter('k-0002');
    await rig.hub.ledger.hello(counter.id, helloOf(counter.id, { hash: 'a'.repeat(64) }));
    await vi.waitFor(async () => expect(await countOf(rig)).toBe(1));
    expect(await casesOf(rig)).toMatchObject([
      { kind: 'fork', journal, words: { en: expect.stringContaining('begin a new journal') } },
    ]);
  });

  it('[SANC-6] lists that became older become a case', async () => {
    const rig = await openRig();
    const counter = await rig.addCounter('k-0003');
    const { catalog, channels } = await rig.hub.repository.versions();
    await rig.post('/api/suspensions', { counter: counter.id, reason: '停业装修' });
    const client = await machine(rig, counter);
    const say = (lists: object) =>
      client.publishAsync(
        `counters/${counter.id}/hello`,
        JSON.stringify(helloOf(counter.id, { lists: { ...versions, catalog, ...lists } })),
      );
    await say({ channels: channels + 1 });
    await say({ channels });
    await vi.waitFor(async () => expect(await countOf(rig)).toBe(1));
    expect(await casesOf(rig)).toMatchObject([
      { kind: 'lists-fell', counter: 'k-0003', detail: `it held channels ${channels + 1}, now ${channels}` },
    ]);
  });
});
