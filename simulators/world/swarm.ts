// pure
// What one seed switches on: few things strongly, most not at all, so that rare mixtures come together too.
import type { Weather } from './cable.ts';
import type { Dice } from './dice.ts';
import { type GatewayFaults, gatewayFaultKinds } from './gateway-faults.ts';

export interface Swarm {
  counters: number;
  orders: number;
  /** Shares of a shopper's visits before which something of the kind happens. */
  power: number;
  fuses: number;
  board: number;
  network: number;
  disk: number;
  hubCrash: number;
  hubRestore: boolean;
  lostWrites: boolean;
  damage: boolean;
  clock: number;
  clone: boolean;
  thief: number;
  offices: number;
  sleep: boolean;
  weather: Weather;
  gateway: GatewayFaults;
}

/** The share, in this share of all seeds; else 0. */
const some = (dice: Dice, ofSeeds: number, from: number, to: number) =>
  dice.chance(ofSeeds) ? from + dice.fraction() * (to - from) : 0;

export function swarmOf(dice: Dice): Swarm {
  const gateway: GatewayFaults = {};
  for (const kind of gatewayFaultKinds) {
    const share = some(dice, 0.3, 0.02, 0.3);
    if (share > 0) gateway[kind] = share;
  }
  return {
    counters: dice.chance(0.2) ? 4 : 3,
    orders: dice.between(20, 21),
    power: some(dice, 0.4, 0.05, 0.25),
    fuses: some(dice, 0.5, 0.05, 0.35),
    board: some(dice, 0.5, 0.05, 0.4),
    network: some(dice, 0.5, 0.05, 0.3),
    disk: some(dice, 0.15, 0.02, 0.1),
    hubCrash: some(dice, 0.4, 0.02, 0.15),
    hubRestore: dice.chance(0.12),
    lostWrites: dice.chance(0.05),
    damage: dice.chance(0.05),
    clock: some(dice, 0.2, 0.03, 0.2),
    clone: dice.chance(0.05),
    thief: some(dice, 0.2, 0.03, 0.2),
    offices: some(dice, 0.6, 0.03, 0.15),
    sleep: dice.chance(0.1),
    weather: {
      loss: some(dice, 0.3, 0.005, 0.15),
      double: some(dice, 0.3, 0.01, 0.3),
      overtake: some(dice, 0.3, 0.01, 0.3),
      delayMs: dice.chance(0.15) ? dice.between(300, 3_000) : dice.between(10, 80),
    },
    gateway,
  };
}
