// pure
// The line to the board as the runner sees it: a serial port, a pseudo terminal, or an object in a test.

export interface BoardPort {
  /** Hands the bytes over in this tick; a line that fails says so through `onClose`. */
  write(bytes: Uint8Array): void;
  onBytes(listener: (bytes: Uint8Array) => void): void;
  /** Called once when the line is gone by itself, never because of `close`. */
  onClose(listener: (reason: string) => void): void;
  close(): Promise<void>;
}

/** Opens the line; rejects when it is not there. Called again for every attempt. */
export type OpenBoardPort = () => Promise<BoardPort>;
