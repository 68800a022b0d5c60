// Honest counters in a process of their own: signed sales over mutual TLS, and how long each waits for its receipt.
//   node honest-child.ts <JSON of HonestPlan>
import { createPrivateKey, createPublicKey } from 'node:crypto';
import tls from 'node:tls';
import { positionMessage } from '@zhuangui/protocol/messages.ts';
import { counterTopic } from '@zhuangui/protocol/topics.ts';
import mqttPacket from 'mqtt-packet';
import { SampleCounter } from '../../../hub/ledger/testing/sample-counter.ts';
import type { HonestPlan, HonestReport } from './honest-words.ts';
import type { CounterFiles } from './hub-words.ts';

interface Sender {
  socket: tls.TLSSocket;
  sale(): void;
}

const report: HonestReport = { latenciesMs: [], waiting: 0, lost: 0, refused: 0 };
/** Moments of sales without a receipt, by counter and last line. */
const waiting = new Map<string, number>();

function receipt(counter: string, payload: Buffer): void {
  const parsed = positionMessage.parse(payload);
  if (!parsed.ok || parsed.value.refused) {
    report.refused += 1;
    return;
  }
  for (const [key, sentMs] of waiting) {
    const [whose, seq] = key.split(' ');
    if (whose !== counter || Number(seq) > parsed.value.seq) continue;
    report.latenciesMs.push(performance.now() - sentMs);
    waiting.delete(key);
  }
}

function open({ port }: HonestPlan, files: CounterFiles): Promise<Sender> {
  const { counter, key, cert, ca } = files;
  const keys = {
    privateKey: createPrivateKey(files.journalPrivate),
    publicKey: createPublicKey(files.journalPublic),
  };
  const journal = new SampleCounter(counter, 'honest', keys);
  const socket = tls.connect({ port, host: '127.0.0.1', servername: 'localhost', key, cert, ca });
  socket.setNoDelay();
  socket.on('error', () => {});
  socket.on('close', () => {
    report.lost += 1;
  });
  const parser = mqttPacket.parser();
  socket.on('data', (bytes) => parser.parse(bytes));
  const session = { protocolId: 'MQTT', protocolVersion: 4, clean: true, keepalive: 60 } as const;
  socket.write(mqttPacket.generate({ cmd: 'connect', clientId: counter, ...session }));
  const topic = counterTopic(counter, 'position');
  socket.write(mqttPacket.generate({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic, qos: 0 }] }));
  const sale = () => {
    const from = journal.seq + 1;
    journal.sale(`${from}`, 'E-1', 990, Date.now());
    const payload = journal.batch(from, journal.seq);
    waiting.set(`${counter} ${journal.seq}`, performance.now());
    const own = counterTopic(counter, 'journal');
    const quiet = { qos: 0, dup: false, retain: false } as const;
    socket.write(mqttPacket.generate({ cmd: 'publish', topic: own, payload, ...quiet }));
  };
  return new Promise((resolve) => {
    parser.on('packet', (packet) => {
      if (packet.cmd === 'suback') resolve({ socket, sale });
      if (packet.cmd === 'publish') receipt(counter, packet.payload as Buffer);
    });
  });
}

/** What was measured since the last question; a sale that still waits counts with its age. */
function answer(): HonestReport {
  const nowMs = performance.now();
  const overdue = [...waiting.values()].map((sentMs) => nowMs - sentMs).filter((ageMs) => ageMs > 1000);
  const { latenciesMs, ...rest } = report;
  report.latenciesMs = [];
  return { ...rest, latenciesMs: [...latenciesMs, ...overdue], waiting: waiting.size };
}

async function main(plan: HonestPlan): Promise<void> {
  const senders = await Promise.all(plan.counters.map((files) => open(plan, files)));
  let at = 0;
  const timer = setInterval(() => {
    senders[at % senders.length]!.sale();
    at += 1;
  }, plan.everyMs / senders.length);
  process.on('SIGTERM', () => {
    clearInterval(timer);
    for (const { socket } of senders) socket.destroy();
    process.exit(0);
  });
  process.on('disconnect', () => process.exit(1));
  process.on('message', () => process.send?.(answer()));
  process.send?.({ ready: true });
}

await main(JSON.parse(process.argv[2]!) as HonestPlan);
