// The production agent in a process of its own, which also tells when a vend was ready and when its first byte left.
//   node press-agent.ts <configuration file>
import { join } from 'node:path';
import { startAgent } from '../../device/agent/agent.ts';
import type { BoardPort, OpenBoardPort } from '../../device/board/board-port.ts';
import { serialPort } from '../../device/board/serial-port.ts';
import { readCounterConfig, readNamed } from '../../device/config.ts';
import { readIdentity } from '../../device/identity/identity-files.ts';
import { openBallast } from '../../device/journal/ballast.ts';
import { mqttLink } from '../../device/link/mqtt-link.ts';
import { createHttpsFetcher } from '../../device/lists/https-fetcher.ts';
import { readFirstPlanogram } from '../../device/planogram/first-planogram.ts';
import { systemClock } from '../../device/platform/clock.ts';
import { silentLog as log } from '../../device/platform/log.ts';
import { systemRandom } from '../../device/platform/random.ts';
import { listenScreens, screenApp } from '../../device/screens/server.ts';
import { firstCommand, type VendMoments } from './press-agent-words.ts';

const now = () => String(process.hrtime.bigint());

const moments = { readyNs: '', polledNs: '' };

const isCheck = (bytes: Uint8Array) =>
  bytes.some((byte, at) => byte === 0xfa && bytes[at + 1] === 0xfb && bytes[at + 2] === firstCommand);

function watched(port: BoardPort): BoardPort {
  port.onBytes(() => {
    moments.polledNs = now();
  });
  return {
    write(bytes) {
      const writtenNs = now();
      if (moments.readyNs !== '' && isCheck(bytes)) {
        process.send?.({ ...moments, writtenNs } satisfies VendMoments);
        moments.readyNs = '';
      }
      port.write(bytes);
    },
    onBytes: (listener) => port.onBytes(listener),
    onClose: (listener) => port.onClose(listener),
    close: () => port.close(),
  };
}

const config = readCounterConfig(process.argv[2]!);
const openPort: OpenBoardPort = async () => watched(await serialPort(config.boardPort)());
const identity = readIdentity(config.identityFolder);
const { host, mqttPort, httpsPort } = config.hub;
const tls = { ca: identity.authority, cert: identity.certificate, key: identity.key };
const link = { counter: config.counter.id, host, port: mqttPort, ...tls };
const agent = await startAgent({
  counter: config.counter,
  demo: config.demo,
  machine: config.machine,
  hardware: config.hardware,
  folder: config.dataFolder,
  engine: config.engine,
  boardPortName: config.boardPort,
  openBoardPort: openPort,
  openLink: mqttLink({ ...link, connectTimeoutMs: 10_000, keepaliveS: 30 }),
  fetcher: createHttpsFetcher({ baseUrl: `https://${host}:${httpsPort}`, ...tls }),
  pinnedRoot: readNamed(config.trustedRoot, 'root of trust'),
  firstPlanogram: readFirstPlanogram(config.firstPlanogram!),
  clock: systemClock(),
  random: systemRandom(),
  log,
  reserve: await openBallast({ path: join(config.dataFolder, 'reserve'), log }),
});
const { vend } = agent.board;
agent.board.vend = (request) => {
  moments.readyNs = now();
  return vend.call(agent.board, request);
};
const app = screenApp({ source: agent, desk: agent.desk, log, pages: import.meta.dirname });
const screens = await listenScreens(app, config.screen.host, config.screen.port);
console.log(JSON.stringify({ screen: screens.url }));

const end = async () => {
  await screens.close();
  await agent.stop();
  process.exit(0);
};
process.on('SIGTERM', () => void end());
process.on('disconnect', () => process.exit(1));
