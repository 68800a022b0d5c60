// The one counter of the demo with everything real but the motors: pseudo-terminal, screens, a process of its own.
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Slot } from '../../device/planogram/slot.ts';
import { slotOfSample } from '../fleet/fleet-counter.ts';
import { placeOf } from '../fleet/places.ts';
import { type HubAccess, placeTrustedRoot, provision } from '../fleet/provision.ts';
import { sampleEntries } from '../samples/entries.ts';
import { samplePlanogram } from '../samples/planogram.ts';
import { type Child, startChild } from './children.ts';
import type { DemoOptions } from './options.ts';

export interface FullCounter {
  board: Child;
  agent: Child;
  screen: string;
  boardLog: string;
}

const root = resolve(import.meta.dirname, '..', '..');

export async function startFullCounter(
  options: DemoOptions,
  hub: HubAccess,
  today: string,
): Promise<FullCounter> {
  const place = placeOf(0);
  const folder = resolve(options.data, 'counter');
  await provision(hub, place, folder);
  // On a real counter an installer brings the root of trust; here the hub has just been made on this machine.
  const trustedRoot = placeTrustedRoot(
    folder,
    readFileSync(resolve(options.data, 'hub', 'trusted-root.json')),
  );
  const planogram = samplePlanogram(sampleEntries({ referenceDate: today }), options.slots, today).map(
    slotOfSample,
  );
  const files = {
    board: join(folder, 'board'),
    boardLog: join(folder, 'board.log'),
    planogram: join(folder, 'planogram.json'),
  };
  writeFileSync(files.planogram, JSON.stringify(planogram));
  const config = join(folder, 'counter.json');
  writeFileSync(config, `${JSON.stringify(configOf(options, hub, folder, files, trustedRoot), null, 2)}\n`);
  const board = await startChild(
    'board simulator',
    boardArgs(files, planogram),
    join(folder, 'board-simulator.log'),
  );
  // As a counter's unit file starts it: stripped TypeScript is kept, and young objects get little room.
  const lean = { NODE_COMPILE_CACHE: join(folder, 'compile-cache') };
  const command = ['--max-semi-space-size=2', join(root, 'device/main.ts'), config];
  const agent = await startChild('counter', command, join(folder, 'agent.log'), lean);
  return { board, agent, screen: String(agent.ready.screen), boardLog: files.boardLog };
}

function boardArgs(files: { board: string; boardLog: string }, planogram: readonly Slot[]): string[] {
  const slots = planogram.map(({ slot, count, capacity, priceFen }) => ({
    selection: slot,
    inventory: count,
    capacity,
    priceFen,
  }));
  return [
    join(root, 'simulators/board/main.ts'),
    '--link',
    files.board,
    '--slots-json',
    JSON.stringify(slots),
    '--log',
    files.boardLog,
  ];
}

function configOf(
  options: DemoOptions,
  hub: HubAccess,
  folder: string,
  files: { board: string; planogram: string },
  trustedRoot: string,
) {
  const place = placeOf(0);
  return {
    counter: {
      id: place.id,
      name: place.name,
      place: place.address,
      operatedBy: place.operatingCompany,
      complaintPhone: '12317',
      licence: 'JY11501020000001',
    },
    dataFolder: folder,
    engine: 'sqlite3',
    boardPort: files.board,
    hub: { host: hub.host, mqttPort: hub.mqttPort, httpsPort: hub.httpsPort },
    identityFolder: join(folder, 'identity'),
    trustedRoot,
    screen: { host: '127.0.0.1', port: options.screenPort },
    firstPlanogram: files.planogram,
    demo: true,
  };
}
