import { type Frame, hexOf } from './board-bytes.ts';
import { frameWords } from './frame-names.ts';

/** One frame that passed, as kept for tests and screens. */
export interface PassedFrame {
  at: number;
  direction: 'UC→VMC' | 'VMC→UC';
  hex: string;
  /** What the frame means, and what the line made of it. */
  words: string;
  /** POLL or ACK: the frame only keeps the line alive. */
  heartbeat: boolean;
}

const POLL = 0x41;
const ACK = 0x42;

/** Wall time of the day with milliseconds, such as `12:00:01.234`. */
export function timeOfDay(atMs: number): string {
  const at = new Date(atMs);
  const two = (value: number): string => String(value).padStart(2, '0');
  const millis = String(at.getMilliseconds()).padStart(3, '0');
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${millis}`;
}

/** `12:00:01.234 UC→VMC FA FB 06 … drive selection 13, …` */
export const frameLine = (frame: PassedFrame): string =>
  `${timeOfDay(frame.at)} ${frame.direction} ${frame.hex} ${frame.words}`;

/** The last frames, at most `limit` of them. */
export function createFrameRing(limit: number): { add(frame: PassedFrame): void; list(): PassedFrame[] } {
  const kept: PassedFrame[] = [];
  return {
    add(frame) {
      if (limit === 0) return;
      kept.push(frame);
      if (kept.length > limit) kept.shift();
    },
    list: () => [...kept],
  };
}

/** A frame as it is logged. */
export function passed(from: 'VMC' | 'UC', frame: Frame, at: number, note: string): PassedFrame {
  const direction = from === 'VMC' ? 'VMC→UC' : 'UC→VMC';
  const words = note === '' ? frameWords(frame) : `${frameWords(frame)} (${note})`;
  const heartbeat = frame.cmd === POLL || frame.cmd === ACK;
  return { at, direction, hex: hexOf(frame.bytes), words, heartbeat };
}
