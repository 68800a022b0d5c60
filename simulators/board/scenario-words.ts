// pure
import type { Scenario, ScenarioOf } from './scenario.ts';

type Lie = ScenarioOf<'lyingSensor'>['lie'];
const repeated = (times?: number): { times?: number } => (times === undefined ? {} : { times });

/** The vocabulary as functions, so that a test reads `sim.apply(jam(13))`. See `scenario.ts` for the meanings. */
export const jam = (slot: number, times?: number): Scenario => ({ do: 'jam', slot, ...repeated(times) });
export const lyingSensor = (slot: number, lie: Lie, times?: number): Scenario => ({
  do: 'lyingSensor',
  slot,
  lie,
  ...repeated(times),
});
export const motorFault = (slot: number, status: number, times?: number): Scenario => ({
  do: 'motorFault',
  slot,
  status,
  ...repeated(times),
});
export const slowMotor = (slot: number, ms: number): Scenario => ({ do: 'slowMotor', slot, ms });
export const neverFinishes = (slot: number, options: { drops?: boolean; times?: number } = {}): Scenario => ({
  do: 'neverFinishes',
  slot,
  ...options,
});
export const doubleResult = (slot: number, times?: number): Scenario => ({
  do: 'doubleResult',
  slot,
  ...repeated(times),
});
export const heal = (slot?: number): Scenario => (slot === undefined ? { do: 'heal' } : { do: 'heal', slot });
export const silence = (options: { afterFrames?: number; forMs?: number } = {}): Scenario => ({
  do: 'silence',
  ...options,
});
export const noise = (options: { rate: number; seed?: number }): Scenario => ({ do: 'noise', ...options });
export const loseAck = (times?: number): Scenario => ({ do: 'loseAck', ...repeated(times) });
export const restart = (options: { when: ScenarioOf<'restart'>['when'] }): Scenario => ({
  do: 'restart',
  ...options,
});
type DoorOf = { cabinet: number; door: 'left' | 'right' };
export const pullDoor = (which: DoorOf, byForce?: boolean): Scenario => ({
  do: 'pullDoor',
  ...which,
  ...(byForce === undefined ? {} : { byForce }),
});
export const shutDoor = (which: DoorOf): Scenario => ({ do: 'shutDoor', ...which });
export const takeFrom = (slot: number, count = 1): Scenario => ({ do: 'takeFrom', slot, count });
export const scaleFault = (slot: number): Scenario => ({ do: 'scaleFault', slot });
export const lockFault = (which: DoorOf): Scenario => ({ do: 'lockFault', ...which });
export const doorOpen = (): Scenario => ({ do: 'door', open: true });
export const doorClosed = (): Scenario => ({ do: 'door', open: false });
export const temperature = (celsius: number | null): Scenario => ({ do: 'temperature', celsius });
export const emptySlot = (slot: number, options: { unnoticed?: boolean } = {}): Scenario => ({
  do: 'emptySlot',
  slot,
  ...options,
});
export const restock = (slot: number, count: number, options: { unnoticed?: boolean } = {}): Scenario => ({
  do: 'restock',
  slot,
  count,
  ...options,
});
export const fullLoad = (): Scenario => ({ do: 'fullLoad' });
export const insertMoney = (amountFen: number, mode?: number): Scenario =>
  mode === undefined ? { do: 'insertMoney', amountFen } : { do: 'insertMoney', amountFen, mode };
export const returnLever = (): Scenario => ({ do: 'returnLever' });
export const swallow = (): Scenario => ({ do: 'swallow' });
export const changeFloat = (coinFen: number, noteFen = 0): Scenario => ({
  do: 'changeFloat',
  coinFen,
  noteFen,
});
export const acceptorFault = (acceptor: 'notes' | 'coins'): Scenario => ({ do: 'acceptorFault', acceptor });
export const payoutJam = (options: { paysFen?: number; times?: number } = {}): Scenario => ({
  do: 'payoutJam',
  ...options,
});
export const silentPayout = (pays: boolean, times?: number): Scenario => ({
  do: 'silentPayout',
  pays,
  ...repeated(times),
});
export const keypad = (slot: number): Scenario => ({ do: 'keypad', slot });
export const keypadSale = (slot: number): Scenario => ({ do: 'keypadSale', slot });
export const operatorSets = (
  slot: number,
  values: { priceFen?: number; inventory?: number; capacity?: number; productId?: number },
): Scenario => ({ do: 'operatorSets', slot, ...values });
export const unplug = (): Scenario => ({ do: 'unplug' });
export const plug = (): Scenario => ({ do: 'plug' });
