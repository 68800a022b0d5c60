// The agent as an installed counter runs it, asked only through what a counter has: its screens, and /proc.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type ShopperView, screenPaths } from '../../device/screens/views.ts';
import { asInstalled, type Stand } from './stand.ts';

export interface AgentProcess {
  child: ChildProcess;
  screen: string;
  /** Milliseconds from spawn to the screens listening. */
  listeningMs: number;
  stop(): Promise<void>;
}

const main = join(import.meta.dirname, '..', '..', 'device', 'main.ts');
/** Whoever asks in a loop leaves the processor to the one who is asked. */
const askEveryMs = 10;
export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Resolves when `script` has printed its first line; `script` is device/main.ts or one that stands in for it. */
export async function startAgentProcess(stand: Stand, script = main): Promise<AgentProcess> {
  const { execArgv, env } = asInstalled(stand.folder);
  const startMs = performance.now();
  const child = spawn(process.execPath, [...execArgv, script, stand.configPath], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env,
  });
  let said = '';
  child.stderr!.on('data', (bytes: Buffer) => {
    said = (said + bytes.toString('utf8')).slice(-2000);
  });
  const ended = once(child, 'exit').then(() => {
    throw new Error(`the agent ended: ${said}`);
  });
  ended.catch(() => undefined);
  const [line] = (await Promise.race([once(createInterface({ input: child.stdout! }), 'line'), ended])) as [
    string,
  ];
  return {
    child,
    screen: (JSON.parse(line) as { screen: string }).screen,
    listeningMs: performance.now() - startMs,
    async stop() {
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    },
  };
}

/** The shopper's view as the page gets it. */
export async function shopperView(screen: string): Promise<ShopperView> {
  const response = await fetch(screen + screenPaths.shopperEvents);
  let text = '';
  const decoder = new TextDecoder();
  for await (const part of response.body!) {
    text += decoder.decode(part, { stream: true });
    const data = /^data: ?(.*)$/m.exec(text);
    // Leaving the loop ends the stream.
    if (data && text.includes('\n\n')) return JSON.parse(data[1]!) as ShopperView;
  }
  throw new Error('the stream of the shopper view ended');
}

/** Resolves when the shopper's page would show at least one slot for sale and no reason against selling. */
export async function untilSelling({ screen }: AgentProcess, boundMs = 60_000): Promise<void> {
  const endMs = performance.now() + boundMs;
  for (;;) {
    const { outOfService, slots } = await shopperView(screen);
    if (outOfService === null && slots.some(({ forSale }) => forSale)) return;
    if (performance.now() > endMs) throw new Error(`the agent does not sell: ${outOfService}`);
    await pause(askEveryMs);
  }
}

/** Bytes of memory the process holds now, from Linux. */
export function residentBytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(kilobytes![1]) * 1024;
}

const ticksPerSecond = 100;

/** Milliseconds of processor the process has taken so far, from Linux: what other processes do is left out. */
export function processorMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / ticksPerSecond;
}

const post = (screen: string, path: string, body: object) =>
  fetch(screen + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

/** One sale of one package with the stand-in payment. `pressed` is called when the payment's press is about to leave. */
export async function sell(screen: string, slot: number, pressed: () => void = () => {}): Promise<void> {
  const ordered = await post(screen, screenPaths.order, { slots: [slot], method: 'test' });
  if (ordered.status !== 201) throw new Error(`slot ${slot}: ${await ordered.text()}`);
  await ordered.arrayBuffer();
  for (;;) {
    pressed();
    const paid = await post(screen, screenPaths.confirmTestPayment, {});
    await paid.arrayBuffer();
    if (paid.status === 204) break;
    await pause(askEveryMs);
  }
  for (;;) {
    await pause(askEveryMs);
    const left = await post(screen, screenPaths.dismiss, {});
    await left.arrayBuffer();
    if (left.status === 204) return;
  }
}
