/** The board's end of a serial line, whatever carries it. */
export interface BoardWire {
  /** Puts the cable in; the counter's end exists when the promise resolves. */
  plug(): Promise<void>;
  /** Pulls the cable: the counter's end hangs up. Nothing happens when it is out already. */
  unplug(): Promise<void>;
  /** Sends bytes to the counter. Bytes written while unplugged are lost, as on a real line. */
  write(bytes: Uint8Array): void;
  /** Calls `listener` with what the counter writes. One listener: the board. */
  onBytes(listener: (bytes: Uint8Array) => void): void;
  /** Throws away what the counter has not read: a UART keeps nothing for a reader that is not there. */
  discardUnread(): void;
}
