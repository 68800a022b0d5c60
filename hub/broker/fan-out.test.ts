import { Duplex } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { Connection } from './connection.ts';
import { fanOut } from './fan-out.ts';
import { ListsDownlink } from './lists-downlink.ts';

const rates = { messages: { capacity: 1, perSecond: 1 }, bytes: { capacity: 1, perSecond: 1 } };

/** A socket whose other end reads, or does not. */
class Wire extends Duplex {
  readonly got: string[] = [];
  reads = true;
  #unread: (() => void) | undefined;
  override _read() {}
  override _write(chunk: Buffer, _encoding: string, done: () => void) {
    this.got.push(chunk.toString());
    if (this.reads) return done();
    this.#unread = done;
  }
  readOn(): void {
    this.reads = true;
    this.#unread?.();
  }
}

/** `many` counters that read lists; every tenth leaves its socket full. */
function counters(many: number) {
  return Array.from({ length: many }, (_, at) => {
    const wire = new Wire({ writableHighWaterMark: 8 });
    wire.reads = at % 10 !== 0;
    const connection = new Connection(wire, undefined, rates, () => 0);
    connection.readsLists = true;
    return { wire, connection };
  });
}

const frames = (name: string) => ({
  retained: Buffer.from(`retained ${name}`.padEnd(40)),
  live: Buffer.from(`live ${name}`.padEnd(40)),
});
const last = (wire: Wire) => wire.got.at(-1)?.trim();

describe('fan-out', () => {
  it('[BRK-5] reaches everyone in order and lets others work between slices', async () => {
    const reached: number[] = [];
    let turns = 0;
    let isDone = false;
    const count = () => {
      turns += 1;
      if (!isDone) setImmediate(count);
    };
    setImmediate(count);
    await fanOut(
      Array.from({ length: 1000 }, (_, at) => at),
      100,
      (at) => reached.push(at),
    );
    isDone = true;
    expect(reached).toEqual(Array.from({ length: 1000 }, (_, at) => at));
    expect(turns).toBeGreaterThanOrEqual(9);
  });

  it('[BRK-5] who never reads keeps nobody waiting and costs one message', async () => {
    const all = counters(2000);
    const lists = new ListsDownlink();
    for (let n = 1; n <= 20; n += 1)
      await lists.publish(
        frames(String(n)),
        all.map(({ connection }) => connection),
        100,
      );
    for (const { wire } of all.filter(({ wire }) => wire.reads)) expect(last(wire)).toBe('live 20');
    const stuck = all.filter(({ wire }) => !wire.reads);
    expect(stuck).toHaveLength(200);
    for (const { wire, connection } of stuck) {
      expect([wire.got.length, wire.writableLength]).toEqual([1, 40]);
      expect(connection.stalledSinceMs).toBe(0);
    }
    // The one that wakes up gets what is newest, and nothing in between.
    const [{ wire }] = stuck as [(typeof stuck)[0]];
    wire.readOn();
    await expect.poll(() => last(wire)).toBe('live 20');
    expect(wire.got).toHaveLength(2);
  });

  it('[BRK-5] a publication that is overtaken hands nobody older lists after newer ones', async () => {
    const all = new Set(counters(1000));
    const lists = new ListsDownlink();
    const readers = () => [...all].map(({ connection }) => connection);
    const first = lists.publish(frames('1'), readers(), 100);
    // Three hundred go before the second publication starts: its slices are ahead of the first one's.
    for (const one of [...all].slice(0, 300)) all.delete(one);
    const late = [...all].at(-1)!;
    const second = lists.publish(frames('2'), readers(), 100);
    lists.subscribed(late.connection);
    await Promise.all([first, second]);
    for (const { wire } of all) {
      wire.readOn();
      await expect.poll(() => last(wire)).toMatch(/ 2$/);
      expect(wire.got.filter((text) => text.includes('2'))).toHaveLength(1);
    }
    expect(late.wire.got.map((text) => text.trim())).toEqual(['retained 2']);
  });
});
