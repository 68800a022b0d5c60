// pure
// What is wrong with the machine at this moment, as causes of alarms.
import type { Cause } from './alarms.ts';

/** Everything the alarms look at; null: nothing here can tell. */
export interface CareSight {
  doorOpen: boolean | null;
  mains: boolean | null;
  storage: { low: boolean; freeBytes: number | null; failures: number };
  linkAwayForMs: number;
  skewMs: number | undefined;
  isSkewed: boolean;
  /** Null: nothing here needs cold. */
  cold: { celsius: number | null; maxC: number; warmForMs: number; isUnread: boolean } | null;
  /** Words of the temperature controller about itself (menu 0x36); null while it has none. */
  controllerFault: string | null;
}

/** Codes of the alarms this file raises; a `fault` line of another code is somebody else's. */
export const alarmCodes: readonly string[] = [
  'door-open',
  'mains-lost',
  'storage-low',
  'storage-error',
  'link-away',
  'clock-skew',
  'temperature-high',
  'temperature-unread',
  'temperature-sensor',
  'temperature-controller',
];

/** A restart of the hub or a tunnel is no alarm. */
const linkHoldMs = 900_000;
const minutes = (ms: number) => Math.round(ms / 60_000);

/** CARE-6: what holds now, each with a sentence. */
export function causesOf(sight: CareSight): Cause[] {
  const { cold, storage, controllerFault: fault } = sight;
  const causes: (Cause | false)[] = [
    sight.doorOpen === true && { code: 'door-open', detail: 'the door is open' },
    sight.mains === false && { code: 'mains-lost', detail: 'there is no mains power, the battery is in use' },
    storage.low && {
      code: 'storage-low',
      detail: `${mebibytes(storage.freeBytes)} free: no new sale begins`,
    },
    storage.failures > 0 && { code: 'storage-error', detail: 'the file system does not say how full it is' },
    sight.linkAwayForMs > 0 && {
      code: 'link-away',
      detail: 'there is no connection to the hub',
      holdMs: linkHoldMs,
    },
    sight.isSkewed && {
      code: 'clock-skew',
      detail: `the clock is ${Math.round(Math.abs(sight.skewMs ?? 0) / 1000)} s ${(sight.skewMs ?? 0) > 0 ? 'behind' : 'ahead of'} the hub's`,
    },
    cold !== null &&
      cold.warmForMs > 0 && {
        code: 'temperature-high',
        detail: `${cold.celsius} °C, more than ${cold.maxC} °C, for ${minutes(cold.warmForMs)} min`,
      },
    cold?.isUnread === true && { code: 'temperature-unread', detail: 'the board gives no temperature' },
    fault === 'sensor-fault' && {
      code: 'temperature-sensor',
      detail: 'the temperature controller reports a faulty sensor',
    },
    fault !== null &&
      fault !== 'sensor-fault' && {
        code: 'temperature-controller',
        detail: `the temperature controller reports ${fault}`,
      },
  ];
  return causes.filter((cause) => cause !== false);
}

const mebibytes = (bytes: number | null) =>
  bytes === null ? 'unknown' : `${Math.floor(bytes / 1_048_576)} MiB`;
