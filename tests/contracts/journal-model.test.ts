// Any sequence of appends, failures, batches and restarts leaves exactly what a plain array would hold.
import { nextBatch } from '@zhuangui/device/journal/batches.ts';
import { newJournalKey } from '@zhuangui/device/journal/key.ts';
import { decodeLine } from '@zhuangui/device/journal/line-codec.ts';
import type { CounterStore } from '@zhuangui/device/journal/open-counter-db.ts';
import { verifyJournal } from '@zhuangui/device/journal/verify.ts';
import { dbEngines } from '@zhuangui/protocol/db/open-db.ts';
import type { LineBody } from '@zhuangui/protocol/journal-lines.ts';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { counter, door, handClock, keepingLog, paid, storeBench } from './journal-bench.ts';

interface Model {
  /** Kinds of all lines, in order. */
  kinds: string[];
}
interface Real {
  store: CounterStore;
  reopen(): Promise<CounterStore>;
}

const bodies = (count: number): LineBody[] =>
  Array.from({ length: count }, (_, index) => (index % 2 === 0 ? paid() : door()));

class Append implements fc.AsyncCommand<Model, Real> {
  readonly count: number;
  constructor(count: number) {
    this.count = count;
  }
  check = () => true;
  async run(model: Model, { store }: Real) {
    const lines = await store.journal.append(bodies(this.count));
    expect(lines.map(({ seq }) => seq)).toEqual(lines.map((_, index) => model.kinds.length + 1 + index));
    model.kinds.push(...lines.map(({ kind }) => kind));
  }
  toString = () => `append ${this.count}`;
}

class FailingAppend implements fc.AsyncCommand<Model, Real> {
  readonly count: number;
  constructor(count: number) {
    this.count = count;
  }
  check = () => true;
  async run(_model: Model, { store }: Real) {
    const before = store.journal.head();
    const failing = store.journal.append(bodies(this.count), () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    expect(store.journal.head()).toEqual(before);
  }
  toString = () => `failing append ${this.count}`;
}

class Reopen implements fc.AsyncCommand<Model, Real> {
  check = () => true;
  async run(model: Model, real: Real) {
    await real.store.close();
    real.store = await real.reopen();
    expect(real.store.boot.reason).toBe('start');
    model.kinds.push('boot');
  }
  toString = () => 'reopen';
}

class ReadAll implements fc.AsyncCommand<Model, Real> {
  readonly from: number;
  constructor(from: number) {
    this.from = from;
  }
  check = () => true;
  async run(model: Model, { store }: Real) {
    const lines = await store.journal.linesAfter(this.from, 1000, 10_000_000);
    const kinds = lines.map(({ bytes }) => {
      const line = decodeLine(bytes);
      return line.ok ? line.value.kind : line.problem;
    });
    expect(kinds).toEqual(model.kinds.slice(this.from));
    const batch = await nextBatch(store.journal, this.from);
    expect(batch?.to).toBe(this.from < model.kinds.length ? model.kinds.length : undefined);
    const head = { state: 'ok', head: store.journal.head() };
    expect(await verifyJournal(store.db, { counter, blockLines: 7 })).toMatchObject(head);
  }
  toString = () => `read after ${this.from}`;
}

describe.each(dbEngines)('Any history over %s', (engine) => {
  const bench = storeBench(engine);
  const key = newJournalKey();
  let real: Real | undefined;
  afterEach(() => real?.store.close());

  it('[JRN-1] is what an array would be', async () => {
    let run = 0;
    const commands = [
      fc.integer({ min: 0, max: 12 }).map((count) => new Append(count)),
      fc.integer({ min: 0, max: 3 }).map((count) => new FailingAppend(count)),
      fc.constant(new Reopen()),
      fc.integer({ min: 0, max: 30 }).map((from) => new ReadAll(from)),
    ];
    const property = fc.asyncProperty(fc.commands(commands, { maxCommands: 12 }), async (history) => {
      run += 1;
      const folder = `${bench.folder()}/${run}`;
      const clock = handClock();
      const reopen = () =>
        bench.open({ folder, key, clock, log: keepingLog(), sqlite: { synchronous: 'off' } });
      real = { store: await reopen(), reopen };
      await fc.asyncModelRun(() => ({ model: { kinds: ['boot'] }, real: real! }), history);
      await real.store.close();
    });
    await fc.assert(property, { numRuns: 40 });
  });
});
