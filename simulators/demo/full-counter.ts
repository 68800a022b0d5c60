// A counter of the demo with everything real but the motors: pseudo-terminal, screens, a process of its own, a cable.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Slot } from '../../device/planogram/slot.ts';
import { slotOfSample } from '../fleet/fleet-counter.ts';
import { type HubAccess, placeTrustedRoot, provision } from '../fleet/provision.ts';
import { sampleEntries } from '../samples/entries.ts';
import { samplePlanogram } from '../samples/planogram.ts';
import { boardHand } from './board-hand.ts';
import { type Child, type Part, partOf, startChild } from './children.ts';
import { type CounterFiles, type CounterPlan, counterConfig, doorsOf } from './counter-plan.ts';
import { openMachine } from './machine-server.ts';
import { openNetworkCable } from './network-cable.ts';
import { demoPeople } from './people.ts';
import { startPowered } from './powered.ts';
import { scanCodes } from './scan-codes.ts';

export interface FullCounter {
  screen: string;
  /** Page of the simulated machine. */
  machine: string;
  boardLog: string;
}

/** What a full counter finds around it. */
export interface Surroundings {
  data: string;
  hub: HubAccess;
  phone: string;
  today: string;
}

const root = resolve(import.meta.dirname, '..', '..');
/** What the simulated recycler and tubes hold at first, fen. */
const floatFen = { notes: 20_000, coins: 10_000 };

/** `started` hears of every part as soon as it runs, so that it is stopped whatever happens next. */
export async function startFullCounter(
  plan: CounterPlan,
  around: Surroundings,
  started: (part: Part) => void,
): Promise<FullCounter> {
  const { hub, today } = around;
  const folder = resolve(around.data, plan.folder);
  const files = filesIn(folder);
  await provision(hub, plan.place, folder);
  // On a real counter an installer brings the root of trust; here the hub has just been made on this machine.
  const rootOfTrust = readFileSync(resolve(around.data, 'hub', 'trusted-root.json'));
  const trustedRoot = placeTrustedRoot(folder, rootOfTrust);
  const entries = sampleEntries({ referenceDate: today });
  const planogram = samplePlanogram(entries, plan.slots, today).map(slotOfSample);
  writeFileSync(files.planogram, JSON.stringify(planogram));
  mkdirSync(files.usb, { recursive: true });
  const cable = await openNetworkCable(hub);
  started(cable);
  const config = counterConfig(plan, { ...hub, ...cable }, { ...files, trustedRoot }, planogram);
  writeFileSync(files.config, `${JSON.stringify(config, null, 2)}\n`);
  const board = await startChild(
    'board simulator',
    boardArgs(plan, files, planogram),
    join(folder, 'board-simulator.log'),
  );
  started(partOf(board));
  const agent = await startPowered(() => startAgentProcess(files));
  started(agent);
  const screen = String(agent.current().ready['screen']);
  const hand = boardHand(board);
  const machine = await openMachine({
    setup: {
      name: `${plan.place.name}（${plan.place.id}）`,
      machine: plan.machine,
      doors: doorsOf(plan, planogram),
      codes: scanCodes(entries, planogram, today),
      people: demoPeople,
      phone: around.phone,
    },
    board: hand,
    cable,
    async cutPower() {
      await hand.apply({ do: 'restart', when: 'idle' });
      await agent.cut();
    },
    screen,
    port: plan.machinePort,
  });
  started(machine);
  return { screen: screen.replace('127.0.0.1', 'localhost'), machine: machine.url, boardLog: files.boardLog };
}

const filesIn = (folder: string): CounterFiles => ({
  folder,
  board: join(folder, 'board'),
  boardLog: join(folder, 'board.log'),
  planogram: join(folder, 'planogram.json'),
  config: join(folder, 'counter.json'),
  usb: join(folder, 'usb'),
});

/** As a counter's unit file starts it: stripped TypeScript is kept, and young objects get little room. */
function startAgentProcess({ folder, config }: CounterFiles): Promise<Child> {
  const lean = { NODE_COMPILE_CACHE: join(folder, 'compile-cache') };
  const command = ['--max-semi-space-size=2', join(root, 'device/main.ts'), config];
  return startChild('counter', command, join(folder, 'agent.log'), lean);
}

/** Grams of one package in a cabinet: heavy enough for a scale to tell, light enough for it to bear. */
const unitGrams = (slot: number): number => 300 + (slot % 7) * 60;

function boardArgs(plan: CounterPlan, files: CounterFiles, planogram: readonly Slot[]): string[] {
  const doors = doorsOf(plan, planogram);
  const slots = planogram.map(({ slot, count, capacity, priceFen }) => ({
    ...{ selection: slot, inventory: count, capacity, priceFen },
    ...(doors.length > 0 ? { unitGrams: unitGrams(slot) } : {}),
  }));
  return [
    join(root, 'simulators/board/main.ts'),
    ...['--link', files.board, '--log', files.boardLog],
    ...['--slots-json', JSON.stringify(slots)],
    ...['--note-change', String(floatFen.notes), '--coin-change', String(floatFen.coins)],
    ...(doors.length > 0 ? ['--doors-json', JSON.stringify(doors)] : []),
  ];
}
