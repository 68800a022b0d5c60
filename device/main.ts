// The agent of one counter as a process: real port, real link, real screens.
//   node device/main.ts <configuration file>
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import { startAgent } from './agent/agent.ts';
import { serialPort } from './board/serial-port.ts';
import { type CounterConfig, readCounterConfig, readNamed } from './config.ts';
import { readIdentity } from './identity/identity-files.ts';
import { openBallast } from './journal/ballast.ts';
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
}

async function run(config: CounterConfig): Promise<Running> {
  const failed = Promise.withResolvers<string>();
  const log = pino({ name: config.counter.id }, pino.destination(2));
  const identity = readIdentity(config.identityFolder);
  const { host, mqttPort, httpsPort } = config.hub;
  mkdirSync(config.dataFolder, { recursive: true });
  const tls = { ca: identity.authority, cert: identity.certificate, key: identity.key };
  const fetcher = createHttpsFetcher({ baseUrl: `https://${host}:${httpsPort}`, ...tls });
  const agent = await startAgent({
    counter: config.counter,
    demo: config.demo,
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
    onFailed: failed.resolve,
    clock: systemClock(),
    random: systemRandom(),
    log,
    reserve: await openBallast({ path: join(config.dataFolder, 'reserve'), log }),
  });
  const screens = await listenScreens(
    screenApp({ source: agent, log, pages }),
    config.screen.host,
    config.screen.port,
  );
  console.log(JSON.stringify({ ready: true, screen: screens.url, journal: agent.journal.id }));
  const stop = async () => {
    await screens.close();
    await agent.stop();
    fetcher.close();
  };
  return { stop, failed: failed.promise };
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
function stopOn({ stop, failed }: Running): void {
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
