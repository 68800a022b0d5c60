// One counter as a process: the production agent over its production parts, and nothing else but kill points.
//   node agent-child.ts <settings file>, then questions over IPC
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startAgent } from '../../device/agent/agent.ts';
import type { Agent } from '../../device/agent/agent-parts.ts';
import { serialPort } from '../../device/board/serial-port.ts';
import { readIdentity } from '../../device/identity/identity-files.ts';
import { openBallast } from '../../device/journal/ballast.ts';
import { mqttLink } from '../../device/link/mqtt-link.ts';
import { createHttpsFetcher } from '../../device/lists/https-fetcher.ts';
import { systemClock } from '../../device/platform/clock.ts';
import { systemRandom } from '../../device/platform/random.ts';
import type { ChildSettings, KillAt, Question } from './agent-child-words.ts';
import { watchPort } from './kill-points/board-points.ts';
import { fillDisk } from './kill-points/full-disk.ts';
import { KillPoints } from './kill-points/kill-points.ts';
import { watchMoney } from './kill-points/money-points.ts';
import { watchCommits } from './kill-points/sqlite-points.ts';

const settings = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as ChildSettings;
const { powerCut } = settings;
const points = new KillPoints(() => {
  if (powerCut) execFileSync('xfs_io', ['-x', '-c', 'shutdown', powerCut]);
});
const say = (message: object) => process.send?.(message);

const dies = (at: KillAt | undefined) => (name: string, number: number) => at === name || at === number;
const arm = (at: KillAt | undefined) => points.arm({ told: (point) => say({ point }), dies: dies(at) });

watchCommits(points);
watchMoney(points);
if (settings.countFromStart) arm(settings.killAt);

function log(level: string) {
  return (fields: object, message: string) => console.error(JSON.stringify({ level, message, ...fields }));
}

const { counter, folder, hub } = settings;
const host = hub.host ?? '127.0.0.1';
const journalLog = { info: () => {}, warn: log('warn'), error: log('error') };
const reserve = settings.reserve
  ? await openBallast({ path: join(folder, 'reserve'), log: journalLog, ...settings.reserve })
  : await openReserve(settings.freeBytesFile);
const identity = readIdentity(join(folder, 'identity'));
const tls = { ca: identity.authority, cert: identity.certificate, key: identity.key };
const fetcher = createHttpsFetcher({ baseUrl: `https://${host}:${hub.httpsPort}`, ...tls });

/** The production reserve over a disk whose free space a file tells; without room it gives nothing until it is released. */
async function openReserve(freeBytesFile: string | undefined) {
  if (freeBytesFile === undefined) return undefined;
  const freeBytes = () => Number(readFileSync(freeBytesFile, 'utf8'));
  const path = join(folder, 'reserve');
  fillDisk(() => freeBytes() === 0 && existsSync(path));
  return openBallast({
    path,
    log: journalLog,
    sizeBytes: 65_536,
    minimumFreeBytes: 1_000_000,
    freeBytes: async () => freeBytes(),
  });
}

const agent: Agent = await startAgent({
  counter: {
    id: counter,
    name: '测试专柜',
    place: '新城区',
    operatedBy: '测试公司',
    complaintPhone: '12317',
    licence: 'JY11501020000001',
  },
  demo: true,
  folder,
  engine: 'sqlite3',
  boardPortName: settings.boardPort,
  openBoardPort: watchPort(serialPort(settings.boardPort), points),
  openLink: mqttLink({
    counter,
    host,
    port: hub.mqttPort,
    ...tls,
    connectTimeoutMs: 10_000,
    keepaliveS: settings.keepaliveS ?? 30,
  }),
  fetcher,
  pinnedRoot: readFileSync(join(folder, 'root.json')),
  firstPlanogram: settings.slots,
  clock: systemClock(),
  random: systemRandom(),
  log: journalLog,
  onFailed: (why) => void endOf(why),
  testPaymentAutoConfirmMs: settings.payAfterMs,
  ...(reserve ? { reserve } : {}),
  ...(settings.operators ? { localSettings: { operators: settings.operators } } : {}),
  ...(settings.sale ? { sale: settings.sale } : {}),
  ...(settings.board ? { board: settings.board } : {}),
  ...(settings.link ? { link: settings.link } : {}),
});

/** JRN-12, as device/main.ts does it: what is under way is ended, and whoever keeps the counter running starts it anew. */
async function endOf(why: string): Promise<void> {
  console.error(`The counter stops to be started anew: ${why}`);
  await agent.stop().catch((error: unknown) => console.error(error));
  process.exit(1);
}

/** Orders the journal holds open, counted from its lines and from nothing the sale remembers. */
async function openOrders(): Promise<number> {
  let open = 0;
  let after = 0;
  for (;;) {
    const lines = await agent.journal.linesAfter(after, 500, 1_000_000);
    if (lines.length === 0) return open;
    for (const { bytes, seq } of lines) {
      const { kind } = JSON.parse(Buffer.from(bytes).toString('utf8')) as { kind: string };
      if (kind === 'order') open += 1;
      if (kind === 'closed') open -= 1;
      after = seq;
    }
  }
}

async function status() {
  const { journal, link, outOfService, slots } = agent.operatorView();
  const sale = agent.shopperView().sale?.phase ?? null;
  return {
    open: await openOrders(),
    seq: journal.seq,
    position: link.connected ? link.position : undefined,
    outOfService,
    sale,
    slots,
    boardOnline: agent.board.status().online,
    boardSynced: agent.board.status().synced,
    wallMs: Date.now(),
  };
}

async function answer(question: Question): Promise<unknown> {
  switch (question.ask) {
    case 'order':
      arm(question.killAt);
      return agent.order(question.slots, 'test');
    case 'status':
      return status();
    case 'restock':
      return agent.restock(question.slot, 'tester');
    case 'measure':
      return reserve?.refresh();
    case 'sign-in': {
      const { operator, pin } = question;
      return (await agent.desk.act({ act: 'sign-in-pin', operator, pin }, undefined)).answer;
    }
    case 'stop':
      await agent.stop();
      fetcher.close();
      return {};
  }
}

process.on('message', (question: Question) => {
  answer(question).then(
    (value) => {
      say({ id: question.id, value });
      if (question.ask === 'stop') process.disconnect();
    },
    (error: unknown) => say({ id: question.id, error: String(error) }),
  );
});
// Whoever started this process is gone: no counter is left behind.
process.on('disconnect', () => process.exit(0));
say({ started: true });
