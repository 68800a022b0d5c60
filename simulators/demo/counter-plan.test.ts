import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readCounterConfig } from '../../device/config.ts';
import { slotOfSample } from '../fleet/fleet-counter.ts';
import { placeOf } from '../fleet/places.ts';
import { sampleEntries } from '../samples/entries.ts';
import { samplePlanogram } from '../samples/planogram.ts';
import { counterConfig } from './counter-plan.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'demo-plan-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const today = '2026-11-24';
const planogram = samplePlanogram(sampleEntries({ referenceDate: today }), 8, today).map(slotOfSample);

function configOf(machine: 'spiral' | 'cabinet') {
  const path = join(folder, 'counter.json');
  const plan = { place: placeOf(0), folder: 'x', machine, slots: 8, screenPort: 0, machinePort: 0 };
  const files = {
    folder,
    board: join(folder, 'board'),
    boardLog: join(folder, 'board.log'),
    planogram: join(folder, 'planogram.json'),
    config: path,
    usb: join(folder, 'usb'),
    trustedRoot: join(folder, 'root.json'),
  };
  const hub = { host: 'localhost', mqttPort: 8883, httpsPort: 8443 };
  writeFileSync(path, JSON.stringify(counterConfig(plan, hub, files, planogram)));
  return readCounterConfig(path);
}

it('[DEMO-9] the full counter has spirals, a drop sensor and cash', () => {
  const config = configOf('spiral');
  expect(config).toMatchObject({ machine: 'spiral', hardware: { dropSensor: true, cash: true, doors: [] } });
});

it('[DEMO-9] the cabinet has every slot behind one of its two doors, and no cash', () => {
  const { machine, hardware } = configOf('cabinet');
  expect([machine, hardware.cash]).toEqual(['cabinet', false]);
  expect(hardware.doors.map(({ door }) => door)).toEqual(['left', 'right']);
  expect(hardware.doors.flatMap(({ slots }) => slots)).toEqual(planogram.map(({ slot }) => slot));
});
