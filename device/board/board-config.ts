// pure
// Every timing and choice of the board driver, with the clause of hardware-protocols.md it comes from.

export interface BoardConfig {
  /** A command leaves only this soon after its POLL arrived (1.4, M-doc: 100 ms). */
  answerDeadlineMs: number;
  /**
   * A command younger than this waits for the next POLL: while it was made the event loop may have been blocked and the
   * POLL at hand may be as old as that block (1.4, last paragraph).
   */
  commandSettleMs: number;
  /** A command without ACK is sent this often in all, then it is a line fault (1.4, M-doc: 5). */
  maxSends: number;
  /** An incomplete frame is given up after this silence (1.3, inferred: 100 ms). */
  frameTimeoutMs: number;
  /** An identical data frame within this time is a re-send (1.5, inferred: 2 s); about money: at any time. */
  duplicateWindowMs: number;
  /** The slot list is complete when no 0x11 came for this long (1.11, inferred: 2 s). */
  slotListQuietMs: number;
  /** Without a frame for this long the port is opened anew (1.13 item 3: 15 s). */
  silenceMs: number;
  /** Without a frame for this long the board counts as offline; above the slowest POLL period, 2 s (1.4). */
  offlineAfterMs: number;
  /** 0x06 must have left this soon after the request, 0x01 and its answer included; else nothing was delivered. */
  vendStartTimeoutMs: number;
  /** Without a final 0x04 this long after 0x06 left, the outcome is unknown (1.9: no document bounds it). */
  vendTimeoutMs: number;
  /** After such a timeout the motor counts as turning for this long still: no other one is driven meanwhile. */
  motorRestMs: number;
  /** With an elevator, 0x02 is followed by more; it counts as delivered when this long nothing worse came. */
  elevatorSettleMs: number;
  /** A 0x04 for the last driven slot is told apart as late for this long after the vend's end (1.9). */
  lateStatusWindowMs: number;
  /** A command that found no POLL, or whose POLLs stopped, fails after this long. */
  commandTimeoutMs: number;
  /** An idle board is asked for temperature and door this often (1.10: 0x52 comes on request only). */
  statusEveryMs: number;
  /** First and longest wait before the port is tried again. */
  reopenMinMs: number;
  reopenMaxMs: number;
  /** A port that does not open or close is waited for this long at the end. */
  stopTimeoutMs: number;
  /** How often the runner looks whether the event loop was blocked while a command waits (1.4, last paragraph). */
  loopCheckMs: number;
  /** Asks with 0x01 before it drives with 0x06 (1.7: the sequence D32 recommends). */
  checkBeforeDrive: boolean;
  /** Results of 0x02 that may be vended; 0x02 and 0x04 may be added when the agent keeps stock itself (1.7). */
  vendableResults: readonly number[];
  /**
   * The agent keeps the stock: the board's own is nothing, so that its keypad sells nothing, and "out of stock" is no
   * obstacle to a drive (BOARD-34; 1.7, D32).
   */
  keepsStock: boolean;
  /** The value of the door byte of 0x52 that means open; no document says (1.10). */
  doorOpenValue: number;
}

export const DEFAULT_BOARD_CONFIG: BoardConfig = {
  answerDeadlineMs: 100,
  commandSettleMs: 5,
  maxSends: 5,
  frameTimeoutMs: 100,
  duplicateWindowMs: 2_000,
  slotListQuietMs: 2_000,
  silenceMs: 15_000,
  offlineAfterMs: 5_000,
  vendStartTimeoutMs: 10_000,
  vendTimeoutMs: 60_000,
  motorRestMs: 15_000,
  elevatorSettleMs: 8_000,
  lateStatusWindowMs: 600_000,
  commandTimeoutMs: 10_000,
  statusEveryMs: 60_000,
  reopenMinMs: 500,
  reopenMaxMs: 10_000,
  stopTimeoutMs: 2_000,
  loopCheckMs: 25,
  checkBeforeDrive: true,
  vendableResults: [0x01],
  keepsStock: false,
  doorOpenValue: 1,
};
