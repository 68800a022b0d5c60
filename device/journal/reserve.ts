// pure
/** Space kept back so that what was begun can be brought to its end when the disk is full (JRN-7). */
export interface Reserve {
  /** True when a new sale may begin: enough free space, and the reserve in place. */
  ok(): boolean;
  /** Gives the space back; true when there was some to give. Afterwards `ok()` is false. */
  release(): Promise<boolean>;
  /** Measures the free space, and builds the reserve again when there is room for it. Never rejects. */
  refresh(): Promise<void>;
}

/** Keeps no space: for tests and for many counters on one disk. A full disk is still remembered until measured. */
export function noReserve(): Reserve {
  let full = false;
  return {
    ok: () => !full,
    async release() {
      full = true;
      return false;
    },
    async refresh() {
      full = false;
    },
  };
}
