// The MQTT broker of the hub: Aedes speaks the protocol, this file and its neighbours keep it in bounds.

import type { Socket } from 'node:net';
import {
  helloMessage,
  listsPushMessage,
  positionMessage,
  telemetryMessage,
} from '@zhuangui/protocol/messages.ts';
import { counterTopic, listsTopic, type UplinkKind } from '@zhuangui/protocol/topics.ts';
import { Aedes, type Client, type Subscription } from 'aedes';
import type { Broker, BrokerParts, PresenceEvent } from './broker-parts.ts';
import { noRefusals } from './broker-stats.ts';
import { Connection, type ConnectionRates } from './connection.ts';
import { Connections } from './connections.ts';
import { FrameGuard } from './frame-guard.ts';
import { guardReads } from './guard-reads.ts';
import type { Identity } from './identity.ts';
import { type BrokerLimits, defaultLimits } from './limits.ts';
import { createListener, listenOn, renewTls } from './listener.ts';
import { ListsDownlink } from './lists-downlink.ts';
import { closeDownlinks, connackCodes, createPolicy, openDownlinks } from './policy.ts';
import { publishFrame } from './publish-frame.ts';
import { stallLimitMs, startSweep } from './sweep.ts';
import { noTakeovers, type Takeovers, takenOver } from './takeover.ts';
import { WaitingRoom } from './waiting-room.ts';

const ratesOf = (limits: BrokerLimits): ConnectionRates => ({
  messages: { capacity: limits.messageBurst, perSecond: limits.messagesPerSecond },
  bytes: { capacity: limits.byteBurst, perSecond: limits.bytesPerSecond },
});

/** Aedes with the parts of it that would pass messages between clients taken out (decision broker-downlinks). */
function quietAedes(options: ConstructorParameters<typeof Aedes>[0]): Aedes {
  const aedes = new Aedes(options);
  type Done = (error?: Error) => void;
  // A counter's message ends in `authorizePublish`; nobody subscribes to it and nothing is stored.
  aedes.publish = ((_packet: unknown, client: unknown, done?: Done) => {
    const end = typeof client === 'function' ? (client as Done) : done;
    end?.();
  }) as Aedes['publish'];
  const ready = (_topic: unknown, _deliver: unknown, done?: () => void) => done?.();
  aedes.subscribe = ready as Aedes['subscribe'];
  aedes.unsubscribe = ready as Aedes['unsubscribe'];
  return aedes;
}

/** Makes a broker that does not listen yet. See `BrokerParts` and `Broker` for what goes in and comes out. */
export async function createBroker(parts: BrokerParts): Promise<Broker> {
  const { clock, log, fleet } = parts;
  const limits = { ...defaultLimits, ...parts.limits };
  const rates = ratesOf(limits);
  const refused = noRefusals();
  const messages: Record<UplinkKind, number> = {
    hello: 0,
    journal: 0,
    telemetry: 0,
    payask: 0,
    reported: 0,
    signin: 0,
    result: 0,
    help: 0,
  };
  const connections = new Connections();
  const waiting = new WaitingRoom(limits.waitingMax, () => {
    refused.madeRoom += 1;
  });
  const takeovers = new Map<string, Takeovers>();
  const listeners = new Set<(event: PresenceEvent) => void>();
  const lists = new ListsDownlink();
  const online = new Map<string, Connection>();

  const tell = (kind: PresenceEvent['kind'], counter: string) => {
    for (const listener of listeners) listener({ kind, counter, atMs: clock.nowMs() });
  };

  function present(connection: Connection, counter: string): void {
    if (connection.closed) return;
    online.set(counter, connection);
    tell('online', counter);
  }

  /** FLT-7: a counter is gone when its newest session is; the end of one that was taken over says nothing. */
  function gone(connection: Connection): void {
    connections.remove(connection);
    const { counter } = connection;
    if (counter === undefined || online.get(counter) !== connection) return;
    online.delete(counter);
    tell('offline', counter);
  }

  function admitted(connection: Connection, counter: string): void {
    const before = connections.ofCounter(counter);
    if (before !== undefined && before !== connection) noteTakeover(counter);
    connections.admit(counter, connection);
  }

  function noteTakeover(counter: string): void {
    refused.takeovers += 1;
    const step = takenOver(takeovers.get(counter) ?? noTakeovers, limits, clock.monotonicMs());
    takeovers.set(counter, step.state);
    if (!step.suspected) return;
    refused.cloneSuspected += 1;
    log.error({ counter }, 'two machines use one identity: look at the counter, then enrol it anew');
    tell('clone-suspected', counter);
  }

  /** One message, in the counter's order and at its rate; `done` lets Aedes go on with this connection. */
  function take(connection: Connection, kind: UplinkKind, payload: Buffer, done: () => void): void {
    const nowMs = clock.monotonicMs();
    const waitMs = connection.waitMs(payload.length, rates, nowMs);
    if (waitMs > 0 && (kind === 'telemetry' || kind === 'help')) {
      refused.telemetryDropped += 1;
      return done();
    }
    connection.held += 1;
    connection.heldBytes += payload.length;
    const finish = () => {
      connection.held -= 1;
      connection.heldBytes -= payload.length;
      if (connection.held === 0) connection.heardMs = clock.monotonicMs();
      done();
    };
    const waits = connection.inTurn(waitMs, nowMs, clock.setTimer, () =>
      deliver(connection.counter!, kind, payload, finish),
    );
    if (waits) refused.slowed += 1;
  }

  function deliver(counter: string, kind: UplinkKind, payload: Buffer, finish: () => void): void {
    messages[kind] += 1;
    try {
      const work = handlers[kind](counter, payload);
      if (work === undefined) finish();
      else void work.catch((error: unknown) => failed(counter, kind, error)).then(finish);
    } catch (error) {
      failed(counter, kind, error);
      finish();
    }
  }

  function failed(counter: string, kind: UplinkKind, error: unknown): void {
    refused.handlerFailed += 1;
    log.error(
      { counter, kind, error },
      'a message could not be handled; without a position the counter sends again',
    );
  }

  const handlers: Record<UplinkKind, (counter: string, payload: Buffer) => void | Promise<void>> = {
    journal: (counter, payload) => parts.onBatch(counter, payload),
    hello(counter, payload) {
      const hello = helloMessage.parse(payload);
      if (hello.ok) return parts.onHello(counter, hello.value);
      refused.badHello += 1;
      log.warn({ counter, problem: hello.problem.message }, 'hello refused: update the agent');
    },
    telemetry(counter, payload) {
      const telemetry = telemetryMessage.parse(payload);
      if (telemetry.ok) return parts.onTelemetry(counter, telemetry.value);
      refused.badTelemetry += 1;
    },
    payask: (counter, payload) => parts.onOther?.(counter, 'payask', payload),
    reported: (counter, payload) => parts.onOther?.(counter, 'reported', payload),
    signin: (counter, payload) => parts.onOther?.(counter, 'signin', payload),
    result: (counter, payload) => parts.onOther?.(counter, 'result', payload),
    help: (counter, payload) => parts.onOther?.(counter, 'help', payload),
  };

  const aedes = quietAedes({
    connectTimeout: limits.connectTimeoutMs,
    drainTimeout: stallLimitMs(limits, limits.packetBytesMax),
    keepaliveLimit: 0,
    maxInflightInbound: 20,
    maxTopicLevels: 8,
    maxClientsIdLength: 32,
    queueLimit: 42,
    ...createPolicy({ parts, limits, refused, connections, take, admitted }),
  });
  await aedes.listen();

  aedes.on('client', (client: Client) => {
    waiting.leave(waitingKeys.get(client.conn) ?? '');
    const connection = connections.of(client.conn);
    if (connection) present(connection, client.id);
  });
  aedes.on('clientReady', (client: Client) => {
    const connection = connections.of(client.conn);
    if (connection) connection.ready = true;
  });
  aedes.on('clientDisconnect', (client: Client) => {
    const connection = connections.of(client.conn);
    if (connection) gone(connection);
  });
  aedes.on('subscribe', (granted: Subscription[], client: Client) => {
    const connection = connections.of(client.conn);
    if (!connection) return;
    openDownlinks(connection, client.id, granted);
    if (granted.some(({ topic }) => topic === listsTopic)) lists.subscribed(connection);
    connection.flush();
  });
  aedes.on('unsubscribe', (topics: string[], client: Client) => {
    const connection = connections.of(client.conn);
    if (connection) closeDownlinks(connection, client.id, topics);
  });
  const protocolError = (_client: Client, error: Error) => {
    if (error.message === 'connect did not arrive in time') refused.connectTimeout += 1;
    else refused.protocolError += 1;
  };
  aedes.on('clientError', protocolError);
  aedes.on('connectionError', protocolError);

  const waitingKeys = new WeakMap<object, string>();

  function accept(socket: Socket, key: string, identity: Identity | undefined): void {
    const connection = new Connection(socket, identity, rates, () => clock.monotonicMs());
    connections.add(connection);
    waitingKeys.set(socket, key);
    socket.once('close', () => {
      waiting.leave(key);
      gone(connection);
    });
    guardReads(socket, new FrameGuard(limits), {
      ready: () => connection.ready && !connection.isFull,
      heard() {
        connection.heardMs = clock.monotonicMs();
      },
      violated(violation) {
        refused[violation] += 1;
        const returnCode = connackCodes[violation];
        if (returnCode === undefined) socket.destroy();
        else connection.refuse(returnCode);
      },
      monotonicMs: () => clock.monotonicMs(),
    });
    aedes.handle(socket);
  }

  const monotonicMs = () => clock.monotonicMs();
  const server = createListener({ tls: parts.tls, limits, refused, waiting, monotonicMs, accept });
  const stopSweep = startSweep(connections.all, limits, refused, clock, waiting);

  function disconnect(counter: string): boolean {
    const connection = connections.ofCounter(counter);
    connection?.socket.destroy();
    return connection !== undefined;
  }
  const stopRevoked = fleet.onRevoked(disconnect);

  return {
    listen: async (port, host) => listenOn(server, parts.tls === null, port, host),
    async close() {
      stopSweep();
      stopRevoked();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      waiting.sendAllAway();
      for (const connection of connections.all) connection.socket.destroy();
      await new Promise<void>((resolve) => aedes.close(() => resolve()));
      await closed;
    },
    renewTls: (files) => renewTls(server, files),
    async publishLists(push) {
      const payload = listsPushMessage.encode(push);
      const frames = {
        retained: publishFrame(listsTopic, payload, true),
        live: publishFrame(listsTopic, payload, false),
      };
      await lists.publish(frames, connections.all, limits.fanOutSlice);
    },
    sendPosition(counter, position) {
      const connection = connections.ofCounter(counter);
      if (connection === undefined) return;
      const frame = publishFrame(counterTopic(counter, 'position'), positionMessage.encode(position), false);
      connection.sendPosition(frame);
    },
    sendMail(counter, kind, key, payload) {
      const connection = connections.ofCounter(counter);
      connection?.sendMail(
        `${kind} ${key}`,
        kind,
        publishFrame(counterTopic(counter, kind), Buffer.from(payload), false),
      );
      return connection !== undefined;
    },
    stats: () => ({
      refused: { ...refused },
      connections: connections.all.size,
      waiting: waiting.size,
      counters: connections.counters,
      messages: { ...messages },
    }),
    disconnect,
    onPresence(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
