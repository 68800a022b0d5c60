// What Aedes asks before it does anything: admission, publishing, subscribing.
import {
  counterTopic,
  downlinkKinds,
  listsTopic,
  mayPublish,
  maySubscribe,
  parseTopic,
  type UplinkKind,
} from '@zhuangui/protocol/topics.ts';
import type { AedesOptions, Client, ConnectPacket, PublishPacket, Subscription } from 'aedes';
import type { BrokerParts } from './broker-parts.ts';
import type { Refusal, RefusalCounts } from './broker-stats.ts';
import type { Connection } from './connection.ts';
import type { Connections } from './connections.ts';
import { isCounterId } from './identity.ts';
import type { BrokerLimits } from './limits.ts';

export interface PolicyParts {
  parts: BrokerParts;
  limits: BrokerLimits;
  refused: RefusalCounts;
  connections: Connections;
  /** A message on the counter's own topic. */
  take(connection: Connection, kind: UplinkKind, payload: Buffer, done: () => void): void;
  admitted(connection: Connection, counter: string): void;
}

type Hooks = Required<
  Pick<
    AedesOptions,
    'preConnect' | 'authenticate' | 'authorizePublish' | 'authorizeSubscribe' | 'authorizeForward'
  >
>;

/** BRK-1, BRK-3, BRK-4: why a CONNECT is refused before a session exists, or undefined. */
export function connectRefusal(
  packet: Pick<ConnectPacket, 'clientId' | 'clean' | 'will' | 'keepalive'>,
  certified: string | undefined,
  keepaliveMaxS: number,
): Refusal | undefined {
  if (!isCounterId(packet.clientId)) return 'clientIdMismatch';
  if (certified !== undefined && packet.clientId !== certified) return 'clientIdMismatch';
  if (!packet.clean) return 'persistentSession';
  if (packet.will !== undefined && packet.will !== null) return 'will';
  const keepalive = packet.keepalive ?? 0;
  return keepalive < 1 || keepalive > keepaliveMaxS ? 'keepaliveRefused' : undefined;
}

/** CONNACK return codes (MQTT 3.1.1, 3.2.2.3); what is not here is a session the hub does not grant. */
export const connackCodes: Partial<Record<Refusal, number>> = { protocolVersion: 1, clientIdMismatch: 2 };
const notAuthorized = 5;
/** A payload that has been handled: Aedes keeps a QoS 2 packet until PUBREL, and needs no more than its id. */
const handled = Buffer.alloc(0);

export function createPolicy(policy: PolicyParts): Hooks {
  const { parts, limits, refused, connections } = policy;

  const preConnect: Hooks['preConnect'] = (client, packet, callback) => {
    const connection = connections.of(client.conn);
    const refusal = connection
      ? connectRefusal(packet, connection.identity?.counter, limits.keepaliveMaxS)
      : 'protocolError';
    if (refusal !== undefined || connection === undefined) {
      refused[refusal ?? 'protocolError'] += 1;
      if (connection === undefined) return callback(new Error('connection closed'), false);
      // The CONNACK is the hub's own: an Error here would make Aedes end the connection before it has left.
      connection.refuse(connackCodes[refusal ?? 'protocolError'] ?? notAuthorized);
      return callback(null, false);
    }
    // The hub watches the keepalive itself: that of Aedes fires while the hub holds messages back (BRK-6).
    connection.keepaliveMs = (packet.keepalive ?? 0) * 1000;
    packet.keepalive = 0;
    callback(null, true);
  };

  const authenticate: Hooks['authenticate'] = (client, _username, _password, done) => {
    const connection = connections.of(client.conn);
    const admission = parts.fleet.admission(client.id, connection?.identity?.serial);
    if (connection !== undefined && admission.ok) {
      policy.admitted(connection, client.id);
      return done(null, true);
    }
    refused[!admission.ok && admission.reason === 'revoked' ? 'revoked' : 'unknownCounter'] += 1;
    const reason = admission.ok ? 'connection closed' : admission.reason;
    done(Object.assign(new Error(`not admitted: ${reason}`), { returnCode: 5 }), false);
  };

  const authorizePublish = (
    client: Client | null,
    packet: PublishPacket,
    callback: (error?: Error | null) => void,
  ) => {
    const connection = client === null ? undefined : connections.of(client.conn);
    const topic = parseTopic(packet.topic);
    if (!connection?.counter || !mayPublish(connection.counter, packet.topic) || topic.kind === 'foreign') {
      refused.foreignPublish += 1;
      return callback(new Error('a counter publishes on its own topics only'));
    }
    // Refusing a QoS 1 message would make mqtt.js send it for ever: it is taken, only its retaining is not.
    if (packet.retain) {
      refused.retain += 1;
      packet.retain = false;
    }
    const payload = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload;
    packet.payload = handled;
    policy.take(connection, topic.kind as UplinkKind, payload, callback);
  };

  const authorizeSubscribe: Hooks['authorizeSubscribe'] = (client, subscription, callback) => {
    const connection = connections.of(client.conn);
    if (connection?.counter !== undefined && maySubscribe(connection.counter, subscription.topic)) {
      return callback(null, subscription);
    }
    refused.foreignSubscribe += 1;
    callback(null, null);
  };

  // Nothing is forwarded from one client to another: the hub writes downlinks itself.
  return { preConnect, authenticate, authorizePublish, authorizeSubscribe, authorizeForward: () => null };
}

const mailKinds = downlinkKinds.filter((kind) => kind !== 'position');

/** Which downlinks a granted subscription opens. */
export function openDownlinks(
  connection: Connection,
  counter: string,
  granted: readonly Subscription[],
): void {
  for (const { topic, qos } of granted) {
    if ((qos as number) === 128) continue;
    if (topic === listsTopic) connection.readsLists = true;
    if (topic === counterTopic(counter, 'position')) connection.readsPosition = true;
    for (const kind of mailKinds) if (topic === counterTopic(counter, kind)) connection.readMail(kind, true);
  }
}

/** Which downlinks end with a subscription. */
export function closeDownlinks(connection: Connection, counter: string, topics: readonly string[]): void {
  if (topics.includes(listsTopic)) connection.readsLists = false;
  if (topics.includes(counterTopic(counter, 'position'))) connection.readsPosition = false;
  for (const kind of mailKinds)
    if (topics.includes(counterTopic(counter, kind))) connection.readMail(kind, false);
}
