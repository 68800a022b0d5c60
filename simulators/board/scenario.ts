// pure
// The words with which a test, a demo or a line of JSON tells a simulated board what happens to it.
import { type Static, type TProperties, Type } from 'typebox';
import { Value } from 'typebox/value';

const whole = (minimum: number, maximum = Number.MAX_SAFE_INTEGER) => Type.Integer({ minimum, maximum });
const slot = whole(0, 65_535);
const times = Type.Optional(whole(1));
const doorOf = {
  cabinet: whole(0, 9),
  door: Type.Union([Type.Literal('left'), Type.Literal('right')]),
};
const entry = <const N extends string, P extends TProperties>(name: N, properties: P) =>
  Type.Object({ do: Type.Literal(name), ...properties }, { additionalProperties: false });

const SCHEMAS = {
  /** The motor turns, nothing drops, the board says so (status 03) and pauses the slot. */
  jam: entry('jam', { slot, times }),
  /** The drop sensor lies: the goods drop but 03 is reported, or nothing drops but 02 is. */
  lyingSensor: entry('lyingSensor', {
    slot,
    lie: Type.Union([Type.Literal('denies-a-drop'), Type.Literal('claims-a-drop')]),
    times,
  }),
  /** Any other failure status of chapter 1.9; nothing drops. */
  motorFault: entry('motorFault', { slot, status: whole(0, 255), times }),
  /** The motor needs this long until healed. */
  slowMotor: entry('slowMotor', { slot, ms: whole(0) }),
  /** No result is ever reported; with `drops` the goods fall nevertheless. */
  neverFinishes: entry('neverFinishes', { slot, drops: Type.Optional(Type.Boolean()), times }),
  /** The result is reported twice, as two frames with their own pack numbers. */
  doubleResult: entry('doubleResult', { slot, times }),
  /** Takes faults away: of one slot, or all faults of slots and line. */
  heal: entry('heal', { slot: Type.Optional(slot) }),
  /** Says and hears nothing, from now or after so many more frames, for ever or for so long. */
  silence: entry('silence', { afterFrames: Type.Optional(whole(0)), forMs: Type.Optional(whole(1)) }),
  /** That share of frames, both ways, gets flipped bits, random bytes or is cut; 0 stops it. */
  noise: entry('noise', {
    rate: Type.Number({ minimum: 0, maximum: 1 }),
    seed: Type.Optional(Type.Integer()),
  }),
  /** The board obeys the next commands but its ACK is lost. */
  loseAck: entry('loseAck', { times }),
  /** Power fails now, or as soon as the next drive is acknowledged, or after the drop before its report. */
  restart: entry('restart', {
    when: Type.Union([Type.Literal('idle'), Type.Literal('after-drive'), Type.Literal('before-result')]),
  }),
  /** A cabinet's door is pulled (by force when it is locked), or shut. */
  pullDoor: entry('pullDoor', { ...doorOf, byForce: Type.Optional(Type.Boolean()) }),
  shutDoor: entry('shutDoor', doorOf),
  /** A hand in the open cabinet takes packages, or puts them in when negative. */
  takeFrom: entry('takeFrom', { slot, count: whole(-255, 255) }),
  /** A scale gives no weight, a lock does not move, until healed. */
  scaleFault: entry('scaleFault', { slot }),
  lockFault: entry('lockFault', doorOf),
  door: entry('door', { open: Type.Boolean() }),
  /** Degrees Celsius of the master cabinet; null is "not read yet". */
  temperature: entry('temperature', { celsius: Type.Union([whole(-128, 127), Type.Null()]) }),
  /** Somebody takes all goods out; unnoticed keeps the inventory the board believes in. */
  emptySlot: entry('emptySlot', { slot, unnoticed: Type.Optional(Type.Boolean()) }),
  /** Goods are put in; the board's own figure follows unless unnoticed. */
  restock: entry('restock', { slot, count: whole(1, 255), unnoticed: Type.Optional(Type.Boolean()) }),
  /** The full-load button: the board believes every slot full (0x17); the goods do not change. */
  fullLoad: entry('fullLoad', {}),
  /** A note or coin (mode 1, 2) or anything else of the mode table is put in. */
  insertMoney: entry('insertMoney', { amountFen: whole(1, 0xffffffff), mode: Type.Optional(whole(1, 9)) }),
  /** The shopper pulls the coin return: the credit comes out by itself, unless the board is selling for it (0x03). */
  returnLever: entry('returnLever', {}),
  /** The board keeps the credit that nobody asked back (mode 8). */
  swallow: entry('swallow', {}),
  /** What is left to give change from: coins in the tubes, notes in the recycler (none when left out). */
  changeFloat: entry('changeFloat', {
    coinFen: whole(0, 0xffffffff),
    noteFen: Type.Optional(whole(0, 0xffffffff)),
  }),
  /** An acceptor reports an error in 0x52. */
  acceptorFault: entry('acceptorFault', {
    acceptor: Type.Union([Type.Literal('notes'), Type.Literal('coins')]),
  }),
  /** The next payouts give only so much (nothing when left out); the rest stays credit. */
  payoutJam: entry('payoutJam', { paysFen: Type.Optional(whole(0)), times }),
  /** The next payouts say nothing, whether or not they pay. */
  silentPayout: entry('silentPayout', { pays: Type.Boolean(), times }),
  /** A shopper presses a slot's number on the machine; 0 cancels. */
  keypad: entry('keypad', { slot }),
  /** A sale started at the machine itself: the motor turns though nobody asked over the line. */
  keypadSale: entry('keypadSale', { slot }),
  /** An operator changes a value at the machine, which reports it (0x12 to 0x15). */
  operatorSets: entry('operatorSets', {
    slot,
    priceFen: Type.Optional(whole(0, 0xffffffff)),
    inventory: Type.Optional(whole(0, 255)),
    capacity: Type.Optional(whole(0, 255)),
    productId: Type.Optional(whole(0, 65_535)),
  }),
  /** The cable is pulled, or put back. */
  unplug: entry('unplug', {}),
  plug: entry('plug', {}),
};

type Schemas = typeof SCHEMAS;
export type ScenarioName = keyof Schemas;
/** One thing that happens to a board. */
export type Scenario = { [N in ScenarioName]: Static<Schemas[N]> }[ScenarioName];
/** The scenario of that name. */
export type ScenarioOf<N extends ScenarioName> = Extract<Scenario, { do: N }>;

/** All words of the vocabulary. */
export const scenarioNames = Object.keys(SCHEMAS) as ScenarioName[];

/** Checks a value from outside. Throws an Error that names the field and what may stand there. */
export function readScenario(value: unknown): Scenario {
  const name = (value as { do?: unknown } | null)?.do;
  if (typeof name !== 'string' || !Object.hasOwn(SCHEMAS, name)) {
    throw new Error(`"do" is ${JSON.stringify(name)}: use one of ${scenarioNames.join(', ')}`);
  }
  const schema = SCHEMAS[name as ScenarioName];
  const [problem] = Value.Errors(schema, value);
  if (problem) throw new Error(`${name}${problem.instancePath}: ${problem.message}`);
  return value as Scenario;
}

/** One scenario from one line of JSON, such as `{"do":"jam","slot":13}`. */
export function parseScenarioLine(line: string): Scenario {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new Error('not JSON: write one object a line, such as {"do":"jam","slot":13}');
  }
  return readScenario(value);
}
