// Moments before and after every frame to and from the board that is no POLL and no ACK.
import type { BoardPort, OpenBoardPort } from '../../../device/board/board-port.ts';
import type { KillPoints } from './kill-points.ts';

const idle = [0x41, 0x42];
const stx = Buffer.from([0xfa, 0xfb]);
/** Bytes that were handed to the port are on the line by then. */
const onTheLineMs = 15;
const hex = (value: number) => value.toString(16).padStart(2, '0');

/** What a frame says at a glance: command, and for a dispense status (04) which one. */
function nameOf(frame: Buffer): string {
  const command = frame[2]!;
  return command === 0x04 || command === 0x02 ? `${hex(command)} ${hex(frame[5] ?? 0)}` : hex(command);
}

/** Splits a clean stream into frames: FA FB command length payload XOR. */
export class FrameSplitter {
  #held: Buffer = Buffer.alloc(0);

  take(bytes: Uint8Array): Buffer[] {
    this.#held = Buffer.concat([this.#held, bytes]);
    const frames: Buffer[] = [];
    for (;;) {
      const start = this.#held.indexOf(stx);
      if (start < 0 || this.#held.length < start + 4) return frames;
      const end = start + 5 + this.#held[start + 3]!;
      if (this.#held.length < end) return frames;
      frames.push(this.#held.subarray(start, end));
      this.#held = this.#held.subarray(end);
    }
  }
}

const namesIn = (frames: readonly Buffer[]) =>
  frames.filter((frame) => !idle.includes(frame[2]!)).map(nameOf);

/** The same port, with moments around what passes. */
export function watchPort(open: OpenBoardPort, points: KillPoints): OpenBoardPort {
  return async () => watched(await open(), points);
}

function watched(port: BoardPort, points: KillPoints): BoardPort {
  return {
    write(bytes) {
      const names = namesIn(new FrameSplitter().take(bytes));
      for (const name of names) points.pass(`before sending ${name}`);
      port.write(bytes);
      for (const name of names) setTimeout(() => points.pass(`after sending ${name}`), onTheLineMs);
    },
    onBytes(listener) {
      const splitter = new FrameSplitter();
      port.onBytes((bytes) => {
        const names = namesIn(splitter.take(bytes));
        for (const name of names) points.pass(`before hearing ${name}`);
        listener(bytes);
        for (const name of names) points.pass(`after hearing ${name}`);
      });
    },
    onClose: (listener) => port.onClose(listener),
    close: () => port.close(),
  };
}
