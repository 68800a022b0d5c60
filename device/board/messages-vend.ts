// pure
// Board frames about dispensing (hardware-protocols.md 1.7 "Dispensing", 1.8, 1.9).
import { resultName, STATUS_HEATING_TIME_LEFT, shortStatusName, statusName } from './codes.ts';
import { message } from './message-spec.ts';
import type { Reader } from './reader.ts';

function readSelectionResult(r: Reader) {
  const result = r.u8();
  return { selection: r.u16(), result, resultName: resultName(result) };
}

/** The microwave number is in 5-byte payloads only; in 0x23 the seconds stand in the selection field (1.9). */
function readDispenseStatus(r: Reader) {
  const status = r.u8();
  const selection = r.u16();
  const fields = { selection, status, statusName: statusName(status) };
  const microwave = r.left > 0 ? { microwave: r.u8() } : {};
  const heating = status === STATUS_HEATING_TIME_LEFT ? { secondsLeft: selection } : {};
  return { ...fields, ...microwave, ...heating } as typeof fields & {
    microwave?: number;
    secondsLeft?: number;
  };
}

function readShortStatus(r: Reader) {
  const status = r.u8();
  return { status, statusName: shortStatusName(status) };
}

export const vendMessages = {
  2: message('selection-result', 4, readSelectionResult),
  4: message('dispense-status', 4, readDispenseStatus),
  /** Selection 0: the choice was cancelled at the machine. */
  5: message('selection-chosen', 3, (r) => ({ selection: r.u16() })),
  /** The disinfectant dispenser's own report (D32 appendix). */
  83: message('dispenser-report', 2, (r) => ({ statuses: r.list(r.u8(), () => r.u8()) })),
  84: message('short-status', 2, readShortStatus),
} as const;
