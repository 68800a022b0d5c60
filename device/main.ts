// The agent of one counter as a process: real port, real link, real screens.
//   node device/main.ts <configuration file>
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startAgent } from './agent/agent.ts';
import type { Agent } from './agent/agent-parts.ts';
import { healthOf } from './agent/health-of.ts';
import { pictureFinder } from './agent/pictures.ts';
import { serialPort } from './board/serial-port.ts';
import { listenHealth } from './care/health.ts';
import { openLog } from './care/log-file.ts';
import { systemProbes } from './care/probes.ts';
import { createWatchdog, systemdNotify, watchdogMs } from './care/watchdog.ts';
import { type CounterConfig, readCounterConfig, readNamed } from './config.ts';
import { type CounterEnrolDesk, createEnrolDesk } from './enrolment/enrol-desk.ts';
import { enrolmentDesk, enrolmentSource } from './enrolment/enrolment-screen.ts';
import { hasIdentity, readIdentity } from './identity/identity-files.ts';
import { openBallast } from './journal/ballast.ts';
import { loadOrCreateJournalKey } from './journal/key.ts';
import { mqttLink } from './link/mqtt-link.ts';
import { createHttpsFetcher } from './lists/https-fetcher.ts';
import { readFirstPlanogram } from './planogram/first-planogram.ts';
import { systemClock } from './platform/clock.ts';
import type { Log } from './platform/log.ts';
import { systemRandom } from './platform/random.ts';
import { listenScreens, screenApp } from './screens/server.ts';

const pages = join(import.meta.dirname, 'screens', 'dist');

interface Running {
  stop(): Promise<void>;
  /** Why the process has to start anew; never settles while it has not. */
  failed: Promise<string>;
  /** Asked for by the hub: ended with code 0, and started anew by whoever keeps it running. */
  restart: Promise<void>;
}

/** Closes in reverse order. */
const closeAll = async (closings: (() => Promise<void> | void)[]) => {
  for (const close of closings.splice(0).reverse()) await close();
};

async function run(config: CounterConfig): Promise<Running> {
  const failed = Promise.withResolvers<string>();
  const restart = Promise.withResolvers<void>();
  const closings: (() => Promise<void> | void)[] = [];
  const { log, close: closeLog } = openLog(config.counter.id, config.log);
  closings.push(closeLog);
  mkdirSync(config.dataFolder, { recursive: true });
  const enrolment = createEnrolDesk({
    counter: config.counter.id,
    hub: config.hub,
    identityFolder: config.identityFolder,
    authority: config.hub.authority,
    journalKey: () => loadOrCreateJournalKey(join(config.dataFolder, 'journal.key')),
    onEnrolled: () => failed.resolve('it has an identity now'),
  });
  const isEnrolled = hasIdentity(config.identityFolder);
  const running = isEnrolled ? runAgent : runEnrolment;
  await running(config, { log, closings, enrolment, failed: failed.resolve, restart: restart.resolve });
  return { stop: () => closeAll(closings), failed: failed.promise, restart: restart.promise };
}

interface Around {
  log: Log;
  closings: (() => Promise<void> | void)[];
  enrolment: CounterEnrolDesk;
  failed(why: string): void;
  restart(): void;
}

/** Without an identity there is no hub, no list and nothing to sell: the screens wait for the installer. */
async function runEnrolment(config: CounterConfig, { log, closings, enrolment }: Around): Promise<void> {
  const source = enrolmentSource(config.counter, config.machine, enrolment.onChange);
  const desk = enrolmentDesk(enrolment);
  const { host, port } = config.screen;
  const screens = await listenScreens(screenApp({ source, desk, log, pages }), host, port);
  closings.push(() => screens.close());
  const watchdog = createWatchdog({ ...signsOfLife(log), journalAnswers: async () => undefined });
  closings.push(() => watchdog.stopping());
  await watchdog.ready();
  console.log(JSON.stringify({ ready: true, screen: screens.url, enrolment: 'needed' }));
}

const signsOfLife = (log: Log) => ({
  clock: systemClock(),
  log,
  notify: systemdNotify(process.env, log),
  withinMs: watchdogMs(process.env),
});

async function runAgent(config: CounterConfig, around: Around): Promise<void> {
  const { log, closings } = around;
  const agent = await openAgent(config, around);
  const { host, port } = config.screen;
  const app = screenApp({ source: agent, desk: agent.desk, log, pages, pictures: config.pictures });
  const screens = await listenScreens(app, host, port);
  closings.push(() => screens.close());
  const health = await listenHealth(config.health, () => healthOf(agent), log);
  closings.push(() => health.close());
  const watchdog = createWatchdog({
    ...signsOfLife(log),
    journalAnswers: () => agent.journal.hashAt(agent.journal.head().seq),
  });
  closings.push(() => watchdog.stopping());
  await watchdog.ready();
  console.log(JSON.stringify({ ready: true, screen: screens.url, journal: agent.journal.id }));
}

async function openAgent(
  config: CounterConfig,
  { log, closings, enrolment, failed, restart }: Around,
): Promise<Agent> {
  const identity = readIdentity(config.identityFolder);
  const { host, mqttPort, httpsPort } = config.hub;
  const tls = { ca: identity.authority, cert: identity.certificate, key: identity.key };
  const fetcher = createHttpsFetcher({ baseUrl: `https://${host}:${httpsPort}`, ...tls });
  closings.push(() => fetcher.close());
  const agent = await startAgent({
    counter: config.counter,
    demo: config.demo,
    machine: config.machine,
    hardware: config.hardware,
    localSettings: config.settings,
    exportRoot: config.exportRoot,
    pictureOf: pictureFinder(config.pictures),
    probes: systemProbes(config.dataFolder),
    enrol: enrolment,
    folder: config.dataFolder,
    engine: config.engine,
    boardPortName: config.boardPort,
    openBoardPort: serialPort(config.boardPort),
    openLink: mqttLink({
      counter: config.counter.id,
      host,
      port: mqttPort,
      ...tls,
      connectTimeoutMs: 10_000,
      keepaliveS: 30,
    }),
    fetcher,
    pinnedRoot: readNamed(config.trustedRoot, 'root of trust (trustedRoot)'),
    firstPlanogram: firstPlanogramOf(config, log),
    onFailed: failed,
    onRestart: restart,
    clock: systemClock(),
    random: systemRandom(),
    log,
    reserve: await openBallast({ path: join(config.dataFolder, 'reserve'), log }),
  });
  closings.push(() => agent.stop());
  return agent;
}

/** A counter that was set up long ago starts without the file; whoever misspelt its name finds it in the log. */
function firstPlanogramOf({ firstPlanogram: path }: CounterConfig, log: Log) {
  if (path === undefined) return [];
  if (existsSync(path)) return readFirstPlanogram(path);
  log.warn(
    { path },
    'There is no first planogram at the path the configuration names: nothing is set up from it',
  );
  return [];
}

/** Stops once: on a signal, when the process that started us is gone, or with code 1 when only a restart helps (JRN-12). */
function stopOn({ stop, failed, restart }: Running): void {
  let isStopping = false;
  const once = (code = 0) => {
    if (isStopping) return;
    isStopping = true;
    stop().then(
      () => process.exit(code),
      (error) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', () => once());
  process.on('SIGTERM', () => once());
  if (process.channel) process.on('disconnect', () => once());
  void restart.then(() => once());
  failed.then((why) => {
    console.error(`The counter stops to be started anew: ${why}`);
    once(1);
  });
}

const [path] = process.argv.slice(2);
if (!path) {
  console.error('Usage: node device/main.ts <configuration file>');
  process.exit(2);
}
try {
  stopOn(await run(readCounterConfig(path)));
} catch (error) {
  console.error(`The counter cannot start: ${(error as Error).message}`);
  process.exit(1);
}
