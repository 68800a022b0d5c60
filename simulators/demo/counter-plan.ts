// pure
// What stands where in a full counter of the demo, and the configuration file that its agent reads.

import type { Slot } from '../../device/planogram/slot.ts';
import type { NewCounter } from '../../hub/fleet/counter.ts';

export interface CounterPlan {
  place: NewCounter;
  /** Below the demo's data folder. */
  folder: string;
  machine: 'spiral' | 'cabinet';
  slots: number;
  screenPort: number;
  machinePort: number;
}

export interface CounterFiles {
  folder: string;
  board: string;
  boardLog: string;
  planogram: string;
  config: string;
  /** Stands for what is mounted when somebody plugs storage in. */
  usb: string;
}

export interface DoorPlan {
  cabinet: number;
  door: 'left' | 'right';
  slots: readonly number[];
}

/** Two doors with half of the slots behind each; a machine with spirals has none. */
export function doorsOf({ machine }: CounterPlan, planogram: readonly Slot[]): DoorPlan[] {
  if (machine === 'spiral') return [];
  const numbers = planogram.map(({ slot }) => slot);
  const half = Math.ceil(numbers.length / 2);
  const doors: DoorPlan[] = [
    { cabinet: 0, door: 'left', slots: numbers.slice(0, half) },
    { cabinet: 0, door: 'right', slots: numbers.slice(half) },
  ];
  return doors.filter(({ slots }) => slots.length > 0);
}

/** As a technician would write it (`docs/operations/counter.md`). */
export function counterConfig(
  plan: CounterPlan,
  hub: { host: string; mqttPort: number; httpsPort: number },
  files: CounterFiles & { trustedRoot: string },
  planogram: readonly Slot[],
) {
  const { place, machine } = plan;
  return {
    counter: {
      id: place.id,
      name: place.name,
      place: place.address,
      operatedBy: place.operatingCompany,
      complaintPhone: '12317',
      licence: 'JY11501020000001',
    },
    dataFolder: files.folder,
    engine: 'sqlite3',
    boardPort: files.board,
    hub: { host: hub.host, mqttPort: hub.mqttPort, httpsPort: hub.httpsPort },
    identityFolder: `${files.folder}/identity`,
    trustedRoot: files.trustedRoot,
    screen: { host: '127.0.0.1', port: plan.screenPort },
    firstPlanogram: files.planogram,
    demo: true,
    machine,
    hardware: {
      dropSensor: machine === 'spiral',
      cash: machine === 'spiral',
      doors: doorsOf(plan, planogram),
    },
    exportRoot: files.usb,
  };
}
