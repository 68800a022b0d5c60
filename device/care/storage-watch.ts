// pure
// Is there room for another sale? With hysteresis, so that one log line does not open and close the counter.

export interface Space {
  freeBytes: number;
  totalBytes: number;
}

export interface StorageWatch {
  space: Space | undefined;
  low: boolean;
  /** Looks in a row that failed. */
  failures: number;
}

/** Below this no new sale begins; from `enoughBytes` on it does again. */
export const lowBytes = 64 * 1024 * 1024;
export const enoughBytes = 96 * 1024 * 1024;
/** A disk that cannot even say how full it is, several times in a row, takes no new sale. */
const failuresMax = 3;

export const startStorage: StorageWatch = { space: undefined, low: false, failures: 0 };

/** CARE-8: one look; undefined: the file system did not answer. */
export function lookAtStorage(before: StorageWatch, space: Space | undefined): StorageWatch {
  if (!space) {
    const failures = before.failures + 1;
    return { ...before, failures, low: before.low || failures >= failuresMax };
  }
  const low = space.freeBytes < (before.low ? enoughBytes : lowBytes);
  return { space, low, failures: 0 };
}
