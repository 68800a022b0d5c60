// A real broker over real TLS with real certificates, and mqtt.js to talk to it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Hello, ListsPush, Telemetry } from '@zhuangui/protocol/messages.ts';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import { type Fleet, openFleet } from '../../fleet/fleet.ts';
import { fleetSchema } from '../../fleet/fleet-schema.ts';
import { enrolTestCounter, type TestIdentity } from '../../fleet/testing/test-fleet.ts';
import { type Clock, systemClock } from '../../platform/clock.ts';
import { silentLog } from '../../platform/log.ts';
import { systemRandom } from '../../platform/random.ts';
import { openHubStore } from '../../store/open-hub-store.ts';
import { createBroker } from '../broker.ts';
import type { Broker, PresenceEvent } from '../broker-parts.ts';
import type { BrokerLimits } from '../limits.ts';

export interface TestBroker {
  broker: Broker;
  fleet: Fleet;
  port: number;
  now: { offsetMs: number };
  hellos: { counter: string; hello: Hello }[];
  batches: { counter: string; payload: Buffer }[];
  telemetry: { counter: string; telemetry: Telemetry }[];
  presence: PresenceEvent[];
  /** What `onBatch` waits for, when set. */
  gate: { wait: Promise<void> | undefined };
  enrol(counter: string): Promise<TestIdentity>;
  /** mqtt.js with the identity's certificate; not connected yet when it returns. */
  client(identity: TestIdentity, options?: IClientOptions): MqttClient;
  close(): Promise<void>;
}

export const samplePush = (marker: string): ListsPush => ({
  v: 1,
  roots: [],
  timestamp: marker,
  snapshot: '{}',
  targets: '{}',
  withdrawals: '{}',
  channels: '{}',
  files: {},
});

export async function openTestBroker(limits: Partial<BrokerLimits> = {}): Promise<TestBroker> {
  const directory = await mkdtemp(join(tmpdir(), 'zhuangui-broker-'));
  const db = await openHubStore({ path: join(directory, 'hub.db'), schemas: [fleetSchema] });
  const now = { offsetMs: 0 };
  const real = systemClock();
  const clock: Clock = { ...real, nowMs: () => real.nowMs() + now.offsetMs };
  const fleet = await openFleet({
    db,
    authorityDirectory: join(directory, 'authority'),
    clock,
    random: systemRandom(),
    log: silentLog,
  });
  const seen = { hellos: [], batches: [], telemetry: [], presence: [] } as Pick<
    TestBroker,
    'hellos' | 'batches' | 'telemetry' | 'presence'
  >;
  const gate: TestBroker['gate'] = { wait: undefined };
  const server = await fleet.authority.issueServer(['localhost', '127.0.0.1']);
  const broker = await createBroker({
    tls: { ...server, ca: fleet.authority.certificate },
    fleet: fleet.registry,
    onHello: (counter, hello) => void seen.hellos.push({ counter, hello }),
    onBatch(counter, payload) {
      seen.batches.push({ counter, payload: Buffer.from(payload) });
      return gate.wait;
    },
    onTelemetry: (counter, telemetry) => void seen.telemetry.push({ counter, telemetry }),
    clock,
    log: silentLog,
    limits: { sweepMs: 20, ...limits },
  });
  broker.onPresence((event) => seen.presence.push(event));
  const port = await broker.listen(0, '127.0.0.1');
  const clients: MqttClient[] = [];
  return {
    broker,
    fleet,
    port,
    now,
    gate,
    ...seen,
    enrol: (counter) => enrolTestCounter(fleet, counter),
    client(identity, options = {}) {
      const { counter: clientId, key, cert, ca } = identity;
      const tls = { key, cert, ca, servername: 'localhost' };
      const base: IClientOptions = {
        clientId,
        clean: true,
        keepalive: 60,
        reconnectPeriod: 0,
        connectTimeout: 5000,
      };
      const client = mqtt.connect(`mqtts://127.0.0.1:${port}`, { ...base, ...tls, ...options });
      client.on('error', () => {});
      clients.push(client);
      return client;
    },
    async close() {
      for (const client of clients) client.end(true);
      await broker.close();
      await fleet.close();
      await db.close();
      await rm(directory, { recursive: true });
    },
  };
}
