import { Duplex } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { Connection } from './connection.ts';
import { endOf } from './sweep.ts';
import { noTakeovers, takenOver } from './takeover.ts';
import { fullBucket, take } from './token-bucket.ts';

describe('token bucket', () => {
  it('[BRK-7] lets a burst pass, then makes wait as long as the debt takes', () => {
    const rate = { capacity: 2, perSecond: 10 };
    let bucket = fullBucket(rate, 0);
    const waits = [0, 0, 0, 0, 300].map((nowMs) => {
      const taken = take(bucket, rate, 1, nowMs);
      bucket = taken.bucket;
      return taken.waitMs;
    });
    expect(waits).toEqual([0, 0, 100, 200, 0]);
  });
});

describe('takeovers', () => {
  const limits = { takeoversMax: 3, takeoverWindowMs: 1000 };
  const run = (times: number[]) => {
    let state = noTakeovers;
    return times.map((nowMs) => {
      const step = takenOver(state, limits, nowMs);
      state = step.state;
      return step.suspected;
    });
  };
  it('[BRK-8] three within the window are suspicious, spread out they are not', () => {
    expect(run([0, 400, 999])).toEqual([false, false, true]);
    expect(run([0, 600, 1200, 1800])).toEqual([false, false, false, false]);
  });
});

class Sink extends Duplex {
  full = false;
  readonly written: string[] = [];
  constructor() {
    super();
    Object.defineProperty(this, 'writableNeedDrain', { get: () => this.full });
  }
  override _read() {}
  override write(chunk: Buffer): boolean {
    this.written.push(chunk.toString());
    return !this.full;
  }
}
const rates = { messages: { capacity: 1, perSecond: 1 }, bytes: { capacity: 1e6, perSecond: 1e6 } };

describe('connection', () => {
  it('[BRK-5] keeps only the newest position and lists for a reader that is slow', () => {
    const sink = new Sink();
    const connection = new Connection(sink, undefined, rates, 0);
    connection.readsPosition = true;
    connection.readsLists = true;
    sink.full = true;
    for (const name of ['p1', 'p2', 'p3']) connection.sendPosition(Buffer.from(name), 5);
    for (const name of ['l1', 'l2']) connection.sendLists(Buffer.from(name), 5);
    expect(sink.written).toEqual([]);
    expect(endOf(connection, 1000, 1004, 0)).toBeUndefined();
    expect(endOf(connection, 1000, 1005, 0)).toBe('stalled');
    sink.full = false;
    sink.emit('drain');
    expect(sink.written).toEqual(['p3', 'l2']);
    expect(endOf(connection, 1000, 9999, 0)).toBeUndefined();
  });

  it('[BRK-5] holds a position until the counter subscribes', () => {
    const sink = new Sink();
    const connection = new Connection(sink, undefined, rates, 0);
    connection.sendPosition(Buffer.from('p1'), 0);
    expect(sink.written).toEqual([]);
    connection.readsPosition = true;
    connection.flush(0);
    expect(sink.written).toEqual(['p1']);
  });

  it('[BRK-6] silence counts only while the hub holds nothing back', () => {
    const connection = new Connection(new Sink(), undefined, rates, 0);
    connection.keepaliveMs = 1000;
    connection.held = 1;
    expect(endOf(connection, 1000, 60_000, 0)).toBeUndefined();
    connection.held = 0;
    expect(endOf(connection, 1000, 1500, 0)).toBeUndefined();
    expect(endOf(connection, 1000, 1501, 0)).toBe('keepaliveLost');
  });

  it('[BRK-7] releases what waits in order, one timer at a time', () => {
    const connection = new Connection(new Sink(), undefined, rates, 0);
    const done: number[] = [];
    const timers: (() => void)[] = [];
    const setTimer = (_ms: number, run: () => void) => timers.push(run);
    for (const n of [1, 2, 3]) {
      connection.inTurn(connection.waitMs(1, rates, 0), 0, setTimer, () => done.push(n));
    }
    expect([done, timers.length]).toEqual([[1], 1]);
    timers.shift()?.();
    expect([done, timers.length]).toEqual([[1, 2], 1]);
    timers.shift()?.();
    expect([done, timers.length]).toEqual([[1, 2, 3], 0]);
  });
});
