// One validated file says everything a counter needs to know about itself.
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { defineMessage } from '@zhuangui/protocol/schema.ts';
import { Closed, CounterId, Text } from '@zhuangui/protocol/units.ts';
import Type, { type Static } from 'typebox';

const Port = Type.Integer({ minimum: 0, maximum: 65_535 });
const Path = Type.String({ minLength: 1, maxLength: 1024 });

export const CounterConfig = Closed({
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
  hub: Closed({ host: Text(253), mqttPort: Port, httpsPort: Port }),
  /** Folder with authority.pem, certificate.pem and key.pem, written by enrolment. */
  identityFolder: Path,
  /** The first root of trust, put there by the installer and by nobody else. */
  trustedRoot: Path,
  screen: Closed({ host: Text(253), port: Port }),
  /** What stands in the slots when the counter is first put up; each slot passes the gate (load). */
  firstPlanogram: Type.Optional(Path),
  /** Stand-in payment and throw-away keys: never on a counter that takes real money. */
  demo: Type.Boolean(),
});
export type CounterConfig = Static<typeof CounterConfig>;

const configMessage = defineMessage('counter configuration', 65_536, CounterConfig);

/** A file the configuration is or names. Throws an Error that says which one is missing and what it is for. */
export function readNamed(path: string, what: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new Error(`The ${what} cannot be read: ${(error as Error).message}. Put it there and start again.`);
  }
}

/** Reads and checks the file; every path in the result is absolute. Throws an Error that names file and field. */
export function readCounterConfig(path: string): CounterConfig {
  const parsed = configMessage.parse(readNamed(path, 'counter configuration'));
  if (!parsed.ok) throw new Error(`${path}: ${parsed.problem.message}. Correct the file and start again.`);
  const absolute = (value: string) => resolve(dirname(path), value);
  const config = parsed.value;
  return {
    ...config,
    dataFolder: absolute(config.dataFolder),
    boardPort: absolute(config.boardPort),
    identityFolder: absolute(config.identityFolder),
    trustedRoot: absolute(config.trustedRoot),
    ...(config.firstPlanogram ? { firstPlanogram: absolute(config.firstPlanogram) } : {}),
  };
}
