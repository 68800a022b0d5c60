// pure
import { u16, u32 } from './board-bytes.ts';
import { handIn, patchDoor, pullDoor, shutDoor } from './board-cabinet.ts';
import { beSilent, enqueue } from './board-line.ts';
import { insertMoney, payOut, swallow } from './board-money.ts';
import { startMotor } from './board-motor.ts';
import type { Fault, Slot } from './board-state.ts';
import { note, patch, patchCash, patchSlot, patchTrouble, restartBoard, type Turn } from './board-turn.ts';
import type { Scenario, ScenarioOf } from './scenario.ts';

const HEALTHY: Partial<Slot> = { scaleFails: false, faults: [], doubleResults: 0, slowMs: null, status: 0 };

function addFault(turn: Turn, selection: number, fault: Fault): void {
  const slot = turn.state.slots[selection];
  if (slot) patchSlot(turn, selection, { faults: [...slot.faults, fault] });
}

function heal(turn: Turn, selection: number | undefined): void {
  const all = selection === undefined ? Object.values(turn.state.slots).map((s) => s.selection) : [selection];
  for (const one of all) patchSlot(turn, one, HEALTHY);
  if (selection === undefined)
    patchTrouble(turn, { silence: null, noiseRate: 0, loseAcks: 0, restartWhen: null });
  if (selection === undefined)
    patchCash(turn, { billFault: 0, coinFault: 0, payoutJams: [], silentPayouts: [] });
  if (selection === undefined)
    for (const door of turn.state.doors) patchDoor(turn, door, { lockFails: false });
}

function emptyOut(turn: Turn, selection: number, unnoticed: boolean): void {
  const slot = turn.state.slots[selection];
  if (!slot) return;
  const believed = unnoticed ? {} : { inventory: 0 };
  patchSlot(turn, selection, { real: 0, loaded: slot.loaded - slot.real, ...believed });
}

function restock(turn: Turn, said: ScenarioOf<'restock'>): void {
  const slot = turn.state.slots[said.slot];
  if (!slot) return;
  const believed = said.unnoticed ? {} : { inventory: Math.min(255, slot.inventory + said.count) };
  patchSlot(turn, said.slot, { real: slot.real + said.count, loaded: slot.loaded + said.count, ...believed });
}

function fullLoad(turn: Turn): void {
  for (const slot of Object.values(turn.state.slots))
    patchSlot(turn, slot.selection, { inventory: slot.capacity });
  enqueue(turn, 0x17);
}

function operatorSets(
  turn: Turn,
  { slot, priceFen, inventory, capacity, productId }: ScenarioOf<'operatorSets'>,
): void {
  if (priceFen !== undefined) {
    patchSlot(turn, slot, { priceFen });
    enqueue(turn, 0x12, [...u16(slot), ...u32(priceFen)]);
  }
  if (inventory !== undefined) {
    patchSlot(turn, slot, { inventory });
    enqueue(turn, 0x13, [...u16(slot), inventory]);
  }
  if (capacity !== undefined) {
    patchSlot(turn, slot, { capacity });
    enqueue(turn, 0x14, [...u16(slot), capacity]);
  }
  if (productId !== undefined) {
    patchSlot(turn, slot, { productId });
    enqueue(turn, 0x15, [...u16(slot), ...u16(productId)]);
  }
}

function restart(turn: Turn, when: ScenarioOf<'restart'>['when']): void {
  if (when === 'idle') restartBoard(turn, turn.state.config.bootMs);
  else patchTrouble(turn, { restartWhen: when });
}

function startNoise(turn: Turn, rate: number, seed: number | undefined): void {
  patchTrouble(turn, { noiseRate: rate, noiseSeed: seed ?? turn.state.trouble.noiseSeed });
}

const repeat = <T>(value: T, times = 1): T[] => Array.from({ length: times }, () => value);

type Happen = { [N in Scenario['do']]: (turn: Turn, said: ScenarioOf<N>) => void };

const HAPPEN: Happen = {
  jam: (turn, said) => addFault(turn, said.slot, { kind: 'jam', left: said.times ?? 1 }),
  lyingSensor: (turn, said) => addFault(turn, said.slot, { kind: said.lie, left: said.times ?? 1 }),
  motorFault: (turn, said) =>
    addFault(turn, said.slot, { kind: 'motor-fault', status: said.status, left: said.times ?? 1 }),
  slowMotor: (turn, said) => patchSlot(turn, said.slot, { slowMs: said.ms }),
  neverFinishes: (turn, said) =>
    addFault(turn, said.slot, { kind: 'never-finishes', drops: said.drops ?? false, left: said.times ?? 1 }),
  doubleResult: (turn, said) => patchSlot(turn, said.slot, { doubleResults: said.times ?? 1 }),
  heal: (turn, said) => heal(turn, said.slot),
  silence: (turn, said) => beSilent(turn, said.afterFrames ?? 0, said.forMs ?? null),
  noise: (turn, said) => startNoise(turn, said.rate, said.seed),
  loseAck: (turn, said) => patchTrouble(turn, { loseAcks: said.times ?? 1 }),
  restart: (turn, said) => restart(turn, said.when),
  pullDoor: (turn, said) => pullDoor(turn, said, said.byForce ?? false),
  shutDoor: (turn, said) => shutDoor(turn, said),
  takeFrom: (turn, said) => handIn(turn, said.slot, said.count),
  scaleFault: (turn, said) => patchSlot(turn, said.slot, { scaleFails: true }),
  lockFault: (turn, said) => patchDoor(turn, said, { lockFails: true }),
  door: (turn, said) => patch(turn, { doorOpen: said.open }),
  temperature: (turn, said) => patch(turn, { celsius: said.celsius }),
  emptySlot: (turn, said) => emptyOut(turn, said.slot, said.unnoticed ?? false),
  restock,
  fullLoad,
  insertMoney: (turn, said) => insertMoney(turn, said.amountFen, said.mode ?? 1),
  // Escrow is the board's to grant: it gives no credit back that its own sale is about to take.
  returnLever: (turn) =>
    turn.state.motor?.sale ? note(turn, 'the coin return is not heeded while the board sells') : payOut(turn),
  swallow,
  changeFloat: (turn, said) =>
    patchCash(turn, { noteChangeFen: said.noteFen ?? 0, coinChangeFen: said.coinFen }),
  acceptorFault: (turn, said) =>
    patchCash(turn, said.acceptor === 'notes' ? { billFault: 1 } : { coinFault: 1 }),
  payoutJam: (turn, said) => patchCash(turn, { payoutJams: repeat(said.paysFen ?? 0, said.times) }),
  silentPayout: (turn, said) =>
    patchCash(turn, { silentPayouts: repeat(said.pays ? 'paid' : 'unpaid', said.times) }),
  keypad: (turn, said) => enqueue(turn, 0x05, u16(said.slot)),
  keypadSale: (turn, said) => startMotor(turn, said.slot, { sensor: true, sale: true }),
  operatorSets,
  unplug: (turn) => turn.effects.push({ type: 'cable', plugged: false }),
  plug: (turn) => turn.effects.push({ type: 'cable', plugged: true }),
};

/** Lets a scenario happen to the board. */
export function happen(turn: Turn, scenario: Scenario): void {
  const act = HAPPEN[scenario.do] as (turn: Turn, said: Scenario) => void;
  act(turn, scenario);
}
