// The counters' side of the uplink bench, a process of its own: signed batches made before the clock runs.
import { generateKeyPairSync } from 'node:crypto';
import net from 'node:net';
import tls from 'node:tls';
import { positionMessage } from '@zhuangui/protocol/messages.ts';
import { counterTopic } from '@zhuangui/protocol/topics.ts';
import mqttPacket from 'mqtt-packet';
import { SampleCounter } from '../../hub/ledger/testing/sample-counter.ts';

export interface ClientPlan {
  counters: string[];
  salesPerCounter: number;
  linesPerMessage: number;
  /** Lines on the way per connection. */
  windowLines: number;
}
export interface ClientTls {
  ca: string;
  identities: { key: string; cert: string }[];
}
export type ToClient =
  | { kind: 'plan'; plan: ClientPlan }
  | { kind: 'go'; port: number; tls: ClientTls | null };
export type FromClient =
  | { kind: 'ready'; keys: [string, string][]; lines: number; bytes: number }
  | { kind: 'done'; ms: number };

interface Prepared {
  counter: SampleCounter;
  messages: { frame: Buffer; to: number }[];
}

const linesPerSale = 5;

function prepare(id: string, plan: ClientPlan): Prepared {
  const counter = new SampleCounter(id, 'bench', generateKeyPairSync('ed25519'));
  const startMs = Date.now();
  for (let n = 0; n < plan.salesPerCounter; n += 1)
    counter.sale(`${n}`, `E-${n % 60}`, 990 + (n % 10), startMs + n);
  const topic = counterTopic(id, 'journal');
  const messages = counter.batchesAfter(0, plan.linesPerMessage).map((payload, at) => ({
    frame: mqttPacket.generate({ cmd: 'publish', topic, payload, qos: 0, dup: false, retain: false }),
    to: Math.min(counter.seq, (at + 1) * plan.linesPerMessage),
  }));
  return { counter, messages };
}

function open(port: number, security: ClientTls | null, at: number): net.Socket {
  if (security === null) return net.connect({ port, host: '127.0.0.1', noDelay: true });
  const { ca, identities } = security;
  return tls.connect({ port, host: '127.0.0.1', servername: 'localhost', ca, ...identities[at]! });
}

/** Connects and subscribes; the returned function publishes everything and resolves with the last position. */
async function connect(
  socket: net.Socket,
  prepared: Prepared,
  windowLines: number,
): Promise<() => Promise<void>> {
  const { counter, messages } = prepared;
  const parser = mqttPacket.parser();
  const ready = Promise.withResolvers<void>();
  const finished = Promise.withResolvers<void>();
  let position = 0;
  let sent = 0;
  const pump = () => {
    while (
      sent < messages.length &&
      messages[sent]!.to - position <= windowLines &&
      !socket.writableNeedDrain
    ) {
      socket.write(messages[sent]!.frame);
      sent += 1;
    }
  };
  parser.on('packet', (packet) => {
    if (packet.cmd === 'suback' && packet.granted[0] === 0) ready.resolve();
    else if (packet.cmd === 'suback') ready.reject(new Error('subscription refused'));
    if (packet.cmd !== 'publish') return;
    const parsed = positionMessage.parse(packet.payload as Buffer);
    if (!parsed.ok || parsed.value.refused)
      return finished.reject(new Error(`refused: ${packet.payload.toString()}`));
    position = parsed.value.seq;
    if (position === counter.seq) finished.resolve();
    else pump();
  });
  socket.on('data', (chunk) => parser.parse(chunk as Buffer));
  socket.on('drain', pump);
  socket.on('error', finished.reject);
  const subscriptions = [{ topic: counterTopic(counter.counter, 'position'), qos: 0 as const }];
  const { counter: clientId } = counter;
  const hello = { protocolId: 'MQTT', protocolVersion: 4, clean: true, keepalive: 60, clientId } as const;
  socket.write(mqttPacket.generate({ cmd: 'connect', ...hello }));
  socket.write(mqttPacket.generate({ cmd: 'subscribe', messageId: 1, subscriptions }));
  await ready.promise;
  return () => {
    pump();
    return finished.promise;
  };
}

async function run(
  prepared: readonly Prepared[],
  plan: ClientPlan,
  port: number,
  security: ClientTls | null,
): Promise<number> {
  const sockets = prepared.map((_, at) => open(port, security, at));
  const starts = await Promise.all(
    sockets.map((socket, at) => connect(socket, prepared[at]!, plan.windowLines)),
  );
  const startMs = performance.now();
  await Promise.all(starts.map((start) => start()));
  const ms = performance.now() - startMs;
  for (const socket of sockets) socket.destroy();
  return ms;
}

const tell = (message: FromClient) => process.send?.(message);

function serve(): void {
  let plan: ClientPlan | undefined;
  let prepared: Prepared[] = [];
  process.on('message', (message: ToClient) => {
    if (message.kind === 'plan') {
      const given = message.plan;
      plan = given;
      prepared = given.counters.map((id) => prepare(id, given));
      const lines = prepared.reduce((sum, { counter }) => sum + counter.seq, 0);
      const bytes = prepared.reduce(
        (sum, { counter }) => sum + counter.lines.reduce((all, line) => all + line.length, 0),
        0,
      );
      const keys = prepared.map(({ counter }): [string, string] => [counter.counter, counter.publicKey]);
      tell({ kind: 'ready', keys, lines, bytes });
    } else if (plan !== undefined) {
      run(prepared, plan, message.port, message.tls).then(
        (ms) => tell({ kind: 'done', ms }),
        (error: unknown) => {
          console.error(error);
          process.exit(1);
        },
      );
    }
  });
}

export const salesToLines = (sales: number) => sales * linesPerSale;
if (process.send !== undefined && process.env['ZHUANGUI_BENCH_CLIENT'] === '1') serve();
