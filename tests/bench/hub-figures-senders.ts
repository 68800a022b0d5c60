// Counters that write whole sales at a steady rate over MQTT with mutual TLS; from publish to receipt, each batch timed.
//   node hub-figures-senders.ts, then a SendersPlan as message
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { positionMessage } from '@zhuangui/protocol/messages.ts';
import { counterTopic } from '@zhuangui/protocol/topics.ts';
import type { Identity } from '../../device/identity/identity-files.ts';
import type { LinkConnection } from '../../device/link/link-port.ts';
import { mqttLink } from '../../device/link/mqtt-link.ts';
import { SampleCounter } from '../../hub/ledger/testing/sample-counter.ts';

export interface SendersPlan {
  port: number;
  linesPerSecond: number;
  entries: string[];
  senders: { id: string; keyPath: string; identity: Identity }[];
}
/** One batch: when it left (wall time), and how long until its receipt. */
export interface Receipt {
  sentAtMs: number;
  ms: number;
}
export interface SendersResult {
  receipts: Receipt[];
  lines: number;
  seconds: number;
}

const linesPerSale = 5;

interface Sender {
  counter: SampleCounter;
  link: LinkConnection;
  /** Last line of each batch on its way, and when it left. */
  pending: { to: number; atMs: number }[];
}

function connect(
  { id, keyPath, identity }: SendersPlan['senders'][number],
  port: number,
  receipts: Receipt[],
) {
  const privateKey = createPrivateKey(readFileSync(keyPath));
  const counter = new SampleCounter(id, 'bench', { privateKey, publicKey: createPublicKey(privateKey) });
  const { authority: ca, certificate: cert, key } = identity;
  const where = {
    counter: id,
    host: '127.0.0.1',
    port,
    ca,
    cert,
    key,
    connectTimeoutMs: 30_000,
    keepaliveS: 60,
  };
  return new Promise<Sender>((resolve, reject) => {
    const sender: Sender = { counter, link: undefined as never, pending: [] };
    sender.link = mqttLink(where)({
      onConnected: () => resolve(sender),
      onClosed: (why) => reject(new Error(why)),
      onMessage(_topic, payload) {
        const parsed = positionMessage.parse(payload);
        if (!parsed.ok) return;
        while (sender.pending[0] && sender.pending[0].to <= parsed.value.seq) {
          const { atMs } = sender.pending.shift()!;
          receipts.push({ sentAtMs: performance.timeOrigin + atMs, ms: performance.now() - atMs });
        }
      },
    });
  });
}

/** Runs until the returned function is called; it waits for the receipts that are still under way. */
async function send(plan: SendersPlan): Promise<() => Promise<SendersResult>> {
  const receipts: Receipt[] = [];
  const senders: Sender[] = [];
  for (const one of plan.senders) senders.push(await connect(one, plan.port, receipts));
  const startMs = performance.now();
  let sales = 0;
  const timer = setInterval(() => {
    const due = ((performance.now() - startMs) / 1000) * (plan.linesPerSecond / linesPerSale);
    while (sales < due) {
      const sender = senders[sales % senders.length]!;
      const { counter } = sender;
      const from = counter.seq + 1;
      counter.sale(`${sales}`, plan.entries[sales % plan.entries.length]!, 990, Date.now());
      sender.pending.push({ to: counter.seq, atMs: performance.now() });
      void sender.link.publish(counterTopic(counter.counter, 'journal'), counter.batch(from, counter.seq));
      sales += 1;
    }
  }, 5);
  return async () => {
    clearInterval(timer);
    const seconds = (performance.now() - startMs) / 1000;
    const untilMs = performance.now() + 10_000;
    while (senders.some(({ pending }) => pending.length > 0) && performance.now() < untilMs)
      await new Promise((resolve) => setTimeout(resolve, 20));
    return { receipts, lines: sales * linesPerSale, seconds };
  };
}

let stop: Promise<() => Promise<SendersResult>> | undefined;
process.on('message', (message: SendersPlan | 'stop') => {
  if (message !== 'stop') {
    stop = send(message);
    void stop.then(() => process.send?.('sending'));
  } else void stop?.then((end) => end()).then((result) => process.send?.(result, () => process.exit(0)));
});
process.on('disconnect', () => process.exit(1));
