// What the measured agent and the bench say to each other.

/** Moments of one vend: monotonic nanoseconds of this machine, the same clock in every process. */
export interface VendMoments {
  /** The dispensing line is on disk and the board's driver has the vend. */
  readyNs: string;
  /** The board's last bytes before the command: its POLL, after which a command may leave. */
  polledNs: string;
  /** The command's first byte was handed to the port. */
  writtenNs: string;
}

/** What a vend begins with on the line: the check of the slot (hardware-protocols.md 1.7). */
export const firstCommand = 0x01;
