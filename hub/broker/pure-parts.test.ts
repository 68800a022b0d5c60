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

const limits = { stallTimeoutMs: 1000, slowestReadBytesPerSecond: 100 };

describe('connection', () => {
  it('[BRK-5] keeps only the newest position and lists for a reader that is slow', () => {
    let nowMs = 5;
    const sink = new Sink();
    const connection = new Connection(sink, undefined, rates, () => nowMs);
    connection.readsPosition = true;
    connection.readsLists = true;
    sink.full = true;
    for (const name of ['p1', 'p2', 'p3']) connection.sendPosition(Buffer.from(name));
    for (const name of ['l1', 'l2']) connection.sendLists(Buffer.from(name));
    expect(sink.written).toEqual([]);
    expect(endOf(connection, limits, 1004, 0)).toBeUndefined();
    expect(endOf(connection, limits, 1005, 0)).toBe('stalled');
    sink.full = false;
    sink.emit('drain');
    expect(sink.written).toEqual(['p3', 'l2']);
    expect(endOf(connection, limits, 9999, 0)).toBeUndefined();
    // The next wait is counted from its own beginning, not from that of the one before.
    nowMs = 9000;
    sink.full = true;
    connection.sendLists(Buffer.from('l3'));
    nowMs = 9900;
    sink.full = false;
    connection.sendPosition(Buffer.from('p4'));
    sink.full = true;
    sink.emit('drain');
    connection.sendLists(Buffer.from('l4'));
    expect(endOf(connection, limits, 10_200, 0)).toBeUndefined();
    expect(endOf(connection, limits, 10_900, 0)).toBe('stalled');
  });

  it('[BRK-5] a slow line gets the time its bytes take', () => {
    const sink = new Sink();
    Object.defineProperty(sink, 'writableLength', { value: 500 });
    const connection = new Connection(sink, undefined, rates, () => 0);
    connection.readsLists = true;
    sink.full = true;
    connection.sendLists(Buffer.from('l1'));
    expect(endOf(connection, limits, 5999, 0)).toBeUndefined();
    expect(endOf(connection, limits, 6000, 0)).toBe('stalled');
  });

  it('[BRK-7] leaves no timer behind', () => {
    const connection = new Connection(new Sink(), undefined, rates, () => 0);
    const timers = new Set<object>();
    const setTimer = () => {
      const timer = {};
      timers.add(timer);
      return () => void timers.delete(timer);
    };
    for (const _ of [1, 2, 3]) connection.inTurn(connection.waitMs(1, rates, 0), 0, setTimer, () => {});
    expect(timers.size).toBe(1);
    connection.end();
    expect(timers.size).toBe(0);
  });

  it('[BRK-5] holds a position until the counter subscribes', () => {
    const sink = new Sink();
    const connection = new Connection(sink, undefined, rates, () => 0);
    connection.sendPosition(Buffer.from('p1'));
    expect(sink.written).toEqual([]);
    connection.readsPosition = true;
    connection.flush();
    expect(sink.written).toEqual(['p1']);
  });

  it('[BRK-11] keeps the newest message of each key, sixteen at most, until its topic is read', () => {
    const sink = new Sink();
    const connection = new Connection(sink, undefined, rates, () => 0);
    for (let n = 1; n <= 20; n++) connection.sendMail(`payment ${n}`, 'payment', Buffer.from(`m${n}`));
    connection.sendMail('desired', 'desired', Buffer.from('d1'));
    connection.sendMail('payment 20', 'payment', Buffer.from('m20b'));
    connection.readMail('payment', true);
    connection.flush();
    expect(sink.written).toHaveLength(15);
    expect(sink.written).toContain('m20b');
    expect(sink.written).not.toContain('m20');
    connection.readMail('payment', false);
    connection.sendMail('payment 21', 'payment', Buffer.from('m21'));
    connection.readMail('desired', true);
    connection.flush();
    expect(sink.written.at(-1)).toBe('d1');
    expect(sink.written).not.toContain('m21');
  });

  it('[BRK-11] drops payments before settings, which nobody asks for again', () => {
    const sink = new Sink();
    const connection = new Connection(sink, undefined, rates, () => 0);
    connection.sendMail('desired', 'desired', Buffer.from('d1'));
    for (let n = 1; n <= 20; n++) connection.sendMail(`payment ${n}`, 'payment', Buffer.from(`m${n}`));
    connection.readMail('desired', true);
    connection.flush();
    expect(sink.written).toEqual(['d1']);
  });

  it('[BRK-6] silence counts only while the hub holds nothing back', () => {
    const connection = new Connection(new Sink(), undefined, rates, () => 0);
    connection.keepaliveMs = 1000;
    connection.held = 1;
    expect(endOf(connection, limits, 60_000, 0)).toBeUndefined();
    connection.held = 0;
    expect(endOf(connection, limits, 1500, 0)).toBeUndefined();
    expect(endOf(connection, limits, 1501, 0)).toBe('keepaliveLost');
  });

  it('[BRK-7] releases what waits in order, one timer at a time', () => {
    const connection = new Connection(new Sink(), undefined, rates, () => 0);
    const done: number[] = [];
    const timers: (() => void)[] = [];
    const setTimer = (_ms: number, run: () => void) => {
      timers.push(run);
      return () => void timers.splice(timers.indexOf(run), 1);
    };
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
