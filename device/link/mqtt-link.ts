// The edge over npm `mqtt`: one client per connection, no store, no reconnect and no queue of its own, because
// mqtt.js would send a refused message again for ever and would call a PUBACK a receipt.
import { counterTopic, downlinkKinds, listsTopic } from '@zhuangui/protocol/topics.ts';
import mqtt from 'mqtt';
import type { LinkConnection, LinkHandlers, OpenLink } from './link-port.ts';

export interface MqttLinkConfig {
  counter: string;
  host: string;
  port: number;
  /** PEM: the hub's authority, this counter's certificate and key. */
  ca: string;
  cert: string;
  key: string;
  connectTimeoutMs: number;
  keepaliveS: number;
}

/** Opens MQTT 3.1.1 over mutual TLS; subscribes to the counter's own topics before it says "connected". */
export function mqttLink(config: MqttLinkConfig): OpenLink {
  return (handlers) => openConnection(config, handlers);
}

function openConnection(config: MqttLinkConfig, handlers: LinkHandlers): LinkConnection {
  const client = mqtt.connect({
    protocol: 'mqtts',
    host: config.host,
    port: config.port,
    ca: config.ca,
    cert: config.cert,
    key: config.key,
    clientId: config.counter,
    clean: true,
    reconnectPeriod: 0,
    resubscribe: false,
    queueQoSZero: false,
    // A buffer for each of 65,536 numbers, 10 MB, saves nothing at a few packets a minute.
    writeCache: false,
    connectTimeout: config.connectTimeoutMs,
    keepalive: config.keepaliveS,
  });
  let reason = 'the connection was closed';
  const unsent: Unsent = new Set();
  client.on('connect', () =>
    subscribe(client, config.counter, handlers, (why) => {
      reason = why;
    }),
  );
  client.on('message', (topic, payload) => handlers.onMessage(topic, payload));
  client.on('error', (error) => {
    reason = error.message;
  });
  client.once('close', () => {
    for (const fail of unsent) fail(new Error(reason));
    unsent.clear();
    handlers.onClosed(reason);
    client.end(true);
  });
  return {
    publish: (topic, payload) => publish(client, unsent, topic, payload),
    close: () => client.end(true),
  };
}

/** One by one, because mqtt.js turns one refusal among several into an error for all. */
function subscribe(
  client: mqtt.MqttClient,
  counter: string,
  handlers: LinkHandlers,
  refused: (why: string) => void,
): void {
  const filters = [counterTopic(counter, 'position'), listsTopic];
  const next = (): void => {
    const filter = filters.shift();
    if (!filter) {
      handlers.onConnected();
      return subscribeMail(client, counter);
    }
    client.subscribe(filter, { qos: 0 }, (error) => {
      if (!error) return next();
      refused(`the hub refused the subscription to ${filter}: ${error.message}`);
      client.end(true);
    });
  };
  next();
}

/** Nothing of it is needed to report sales: a hub that refuses one of these is still the counter's hub. */
function subscribeMail(client: mqtt.MqttClient, counter: string): void {
  const mail = downlinkKinds.filter((kind) => kind !== 'position');
  for (const kind of mail) client.subscribe(counterTopic(counter, kind), { qos: 0 }, () => undefined);
}

/** What waits for the socket; mqtt.js forgets it when the socket dies while it is full. */
type Unsent = Set<(error: Error) => void>;

/** QoS 0: the hub's position is the receipt, so MQTT's own would only be a second, weaker one. */
function publish(client: mqtt.MqttClient, unsent: Unsent, topic: string, payload: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    if (!client.connected) return reject(new Error('not connected'));
    unsent.add(reject);
    const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
    client.publish(topic, bytes, { qos: 0 }, (error) => {
      unsent.delete(reject);
      if (error) reject(error);
      else resolve();
    });
  });
}
