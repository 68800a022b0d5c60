// One validated file says everything a counter needs to know about itself.
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { defineMessage } from '@zhuangui/protocol/schema.ts';
import { CounterSettings } from '@zhuangui/protocol/settings.ts';
import { Closed, CounterId, Sha256, SlotNumber, Text } from '@zhuangui/protocol/units.ts';
import Type, { type Static } from 'typebox';

const Port = Type.Integer({ minimum: 0, maximum: 65_535 });
const Path = Type.String({ minLength: 1, maxLength: 1024 });

/** What the machine is fitted with; what is left out is not there. */
const Hardware = Closed({
  dropSensor: Type.Optional(Type.Boolean()),
  elevator: Type.Optional(Type.Boolean()),
  /** Bill or coin acceptor at the board. */
  cash: Type.Optional(Type.Boolean()),
  /** A cabinet whose slots are weighed; without scales the shopper scans what is taken. */
  scales: Type.Optional(Type.Boolean()),
  /** Doors of an open-door cabinet, with the slots behind each. */
  doors: Type.Optional(
    Type.Array(
      Closed({
        cabinet: Type.Integer({ minimum: 0, maximum: 9 }),
        door: Type.Union([Type.Literal('left'), Type.Literal('right')]),
        slots: Type.Array(SlotNumber, { minItems: 1, maxItems: 100, uniqueItems: true }),
      }),
      { maxItems: 20 },
    ),
  ),
});

const LogFile = Closed({
  /** Without a file the log goes to standard error, which systemd keeps in its journal. */
  file: Type.Optional(Path),
  /** A file is closed and a new one begun at this size. */
  maxBytes: Type.Optional(Type.Integer({ minimum: 65_536, maximum: 1_073_741_824 })),
  /** Closed files that are kept; older ones are deleted. */
  files: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
});

const ConfigFile = Closed({
  counter: Closed({
    id: CounterId,
    name: Text(80),
    place: Text(120),
    operatedBy: Text(120),
    complaintPhone: Text(40),
    /** Number of the operator's food business licence, shown on the screen. */
    licence: Text(60),
  }),
  /** Journal, lists, keys and evidence live here; relative paths are relative to the configuration file. */
  dataFolder: Path,
  engine: Type.Union([Type.Literal('sqlite3'), Type.Literal('node:sqlite')]),
  /** Serial port of the vending board; a link to it is followed at each opening. */
  boardPort: Path,
  hub: Closed({
    host: Text(253),
    mqttPort: Port,
    httpsPort: Port,
    /** SHA-256 of the hub's authority: with it a claim's code can be typed, without it the whole claim is scanned. */
    authority: Type.Optional(Sha256),
  }),
  /** Folder with authority.pem, certificate.pem and key.pem, written by enrolment. */
  identityFolder: Path,
  /** The first root of trust, put there by the installer and by nobody else. */
  trustedRoot: Path,
  screen: Closed({ host: Text(253), port: Port }),
  /** What stands in the slots when the counter is first put up; each slot passes the gate (load). */
  firstPlanogram: Type.Optional(Path),
  /** Stand-in payment and throw-away keys: never on a counter that takes real money. */
  demo: Type.Boolean(),
  /** Motors that push packages out, or a cabinet whose door opens. */
  machine: Type.Optional(Type.Union([Type.Literal('spiral'), Type.Literal('cabinet')])),
  hardware: Type.Optional(Hardware),
  /** Settings that hold until a hub ever set any (CONF-3). */
  settings: Type.Optional(Type.Partial(CounterSettings, { additionalProperties: false })),
  /** USB storage shows up below this folder. */
  exportRoot: Type.Optional(Path),
  /** Photographs of goods, `<entry>.jpg`; without one the page draws the category. */
  pictures: Type.Optional(Path),
  log: Type.Optional(LogFile),
  /** Unix socket on which the running agent tells the doctor how it is; default: in the data folder. */
  health: Type.Optional(Path),
});
type ConfigFile = Static<typeof ConfigFile>;

/** The file with every default filled in and every path absolute. */
export interface CounterConfig extends ConfigFile {
  machine: 'spiral' | 'cabinet';
  hardware: Required<Static<typeof Hardware>>;
  settings: Partial<CounterSettings>;
  exportRoot: string;
  log: { file?: string; maxBytes: number; files: number };
  health: string;
}

const configMessage = defineMessage('counter configuration', 65_536, ConfigFile);

/** A file the configuration is or names. Throws an Error that says which one is missing and what it is for. */
export function readNamed(path: string, what: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new Error(`The ${what} cannot be read: ${(error as Error).message}. Put it there and start again.`);
  }
}

/** SEC-19: the screen is touched where the counter stands. */
const isLoopback = (host: string): boolean => /^(localhost|127\.\d+\.\d+\.\d+|::1)$/.test(host);

/** Reads and checks the file; every path in the result is absolute. Throws an Error that names file and field. */
export function readCounterConfig(path: string): CounterConfig {
  const parsed = configMessage.parse(readNamed(path, 'counter configuration'));
  if (!parsed.ok) throw new Error(`${path}: ${parsed.problem.message}. Correct the file and start again.`);
  const { demo, screen } = parsed.value;
  if (!demo && !isLoopback(screen.host))
    throw new Error(
      `${path}: /screen/host ${screen.host} lets the network touch the counter's screen and try PINs: write 127.0.0.1 and start again.`,
    );
  return withDefaults(parsed.value, (value) => resolve(dirname(path), value));
}

function withDefaults(config: ConfigFile, absolute: (path: string) => string): CounterConfig {
  const dataFolder = absolute(config.dataFolder);
  const { log = {}, hardware = {} } = config;
  return {
    ...config,
    dataFolder,
    boardPort: absolute(config.boardPort),
    identityFolder: absolute(config.identityFolder),
    trustedRoot: absolute(config.trustedRoot),
    ...(config.firstPlanogram ? { firstPlanogram: absolute(config.firstPlanogram) } : {}),
    ...(config.pictures ? { pictures: absolute(config.pictures) } : {}),
    machine: config.machine ?? 'spiral',
    hardware: { dropSensor: true, elevator: false, cash: false, scales: true, doors: [], ...hardware },
    settings: config.settings ?? {},
    exportRoot: absolute(config.exportRoot ?? '/media'),
    log: { maxBytes: 10_485_760, files: 5, ...log, ...(log.file ? { file: absolute(log.file) } : {}) },
    health: absolute(config.health ?? join(dataFolder, 'health.sock')),
  };
}
