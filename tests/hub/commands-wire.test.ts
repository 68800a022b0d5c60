// A command over the real wire: hub, broker, mutual TLS, the counter's own link, and back.
import { commandMessage, commandResultMessage } from '@zhuangui/protocol/commands.ts';
import { counterTopic, parseTopic } from '@zhuangui/protocol/topics.ts';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { mqttLink } from '../../device/link/mqtt-link.ts';
import { type HubRig, openHubRig, type RigCounter } from './hub-rig.ts';

let rig: HubRig;
let counter: RigCounter;
beforeAll(async () => {
  rig = await openHubRig();
  counter = await rig.addCounter('c-001');
});
afterAll(() => rig.close());

it('[CMD-11] waits for its counter, goes to it when it connects, and takes its answer', async () => {
  const issued = await rig.post('/api/counters/c-001/commands', { act: { do: 'report' } });
  const { id } = (await issued.json()) as { id: string };
  const seen: string[] = [];
  const { identity } = counter;
  const open = mqttLink({
    counter: 'c-001',
    host: '127.0.0.1',
    port: rig.addresses.mqtt.port,
    ca: identity.authority,
    cert: identity.certificate,
    key: identity.key,
    connectTimeoutMs: 5000,
    keepaliveS: 30,
  });
  const connection = open({
    onConnected() {},
    onMessage(topic, payload) {
      if (parseTopic(topic).kind !== 'command') return;
      const parsed = commandMessage.parse(payload);
      if (!parsed.ok) return;
      seen.push(parsed.value.id);
      const result = { v: 1 as const, id: parsed.value.id, state: 'ok' as const, at: Date.now(), seq: 1 };
      void connection.publish(counterTopic('c-001', 'result'), commandResultMessage.encode(result));
    },
    onClosed() {},
  });
  try {
    await vi.waitFor(
      async () => {
        const answer = await fetch(`${rig.url}/api/commands/${id}`, {
          headers: { authorization: `Bearer ${rig.hub.adminToken}` },
        });
        expect(await answer.json()).toMatchObject({ state: 'ok' });
      },
      { timeout: 8000, interval: 50 },
    );
    expect(seen).toEqual([id]);
  } finally {
    connection.close();
  }
});
