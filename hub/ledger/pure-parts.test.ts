import { parseBatch } from '@zhuangui/protocol/journal-batch.ts';
import { nextHash } from '@zhuangui/protocol/journal-chain.ts';
import { describe, expect, it } from 'vitest';
import { hashAfter } from './chain.ts';
import { classify } from './classify.ts';
import { CommitQueue } from './commit-queue.ts';
import { linesOf } from './exports.ts';
import { factOf } from './line-facts.ts';
import { SampleCounter } from './testing/sample-counter.ts';

const counter = new SampleCounter('c-001');
counter.sale('a', 'E-1', 500, 1_600_000_000_000);
const batch = (from: number, to: number, of = counter) => {
  const parsed = parseBatch(of.batch(from, to));
  if (!parsed.ok) throw new Error(parsed.problem.message);
  return parsed.value;
};
const head = (seq: number) => ({ seq, hash: counter.hashes[seq]! });

describe('chain', () => {
  it('is the chain of the protocol, line by line', () => {
    const lines = [Buffer.from('{"a":1}'), Buffer.from('蒙')];
    const start = 'ab'.repeat(32);
    expect(hashAfter(start, lines)).toBe(nextHash(nextHash(start, lines[0]!), lines[1]!));
    expect(hashAfter(start, lines, 1, 1)).toBe(start);
  });
  it('stored bytes come apart as they were put together', () => {
    const lines = [Buffer.from('{}'), Buffer.from('x')];
    expect(linesOf(Buffer.from('{}\nx\n'))).toEqual(lines);
  });
});

describe('classify', () => {
  it('[LED-2] names every relation of a batch to the head', () => {
    expect(classify(head(0), batch(1, 5))).toEqual({ kind: 'new', skip: 0 });
    expect(classify(head(2), batch(1, 5))).toEqual({ kind: 'new', skip: 2 });
    expect(classify(head(5), batch(1, 5))).toEqual({ kind: 'repeat' });
    expect(classify(head(5), batch(1, 3))).toEqual({ kind: 'inside', seq: 3, hash: counter.hashes[3] });
    expect(classify(head(2), batch(4, 5))).toEqual({ kind: 'gap' });
    expect(classify({ seq: 3, hash: 'f'.repeat(64) }, batch(2, 5))).toEqual({
      kind: 'fork',
      seq: 3,
      hash: counter.hashes[3],
    });
    expect(classify({ seq: 0, hash: 'f'.repeat(64) }, batch(1, 5))).toEqual({ kind: 'bad-hash' });
  });
});

describe('line facts', () => {
  it('[LED-6] parse in full only what the ledger sums', () => {
    const kinds = counter.lines.map((line, at) => {
      const fact = factOf(at + 1, line as Buffer);
      return fact?.kind === 'line' ? fact.line.kind : fact;
    });
    expect(kinds).toEqual(['order', 'paid', undefined, 'outcome', 'closed']);
  });
  it('[LED-6] read fields in any order and name what is wrong', () => {
    expect(factOf(1, Buffer.from('{"kind":"door","open":true,"up":1,"at":1,"seq":1}'))).toMatchObject({
      kind: 'projected',
    });
    expect(factOf(1, Buffer.from('{"kind":"weights","kilo":1,"up":1,"at":1,"seq":1}'))).toMatchObject({
      kind: 'bad',
    });
    expect(factOf(2, Buffer.from('{"seq":1,"at":1,"up":1,"kind":"door","open":true}'))).toMatchObject({
      kind: 'bad',
    });
    expect(factOf(1, Buffer.from('[]'))).toMatchObject({ kind: 'bad' });
    expect(factOf(1, Buffer.from('null'))).toMatchObject({ kind: 'bad' });
    expect(factOf(1, Buffer.from('{"seq":1,"at":1,"up":1,"kind":"toString"}'))).toMatchObject({
      kind: 'bad',
    });
  });
});

describe('commit queue', () => {
  it('[LED-8] lets in as many as there is room for, in order', () => {
    const queue = new CommitQueue({ linesMax: 2, bytesMax: 1000 });
    const entered: number[] = [];
    const item = { lines: [Buffer.from('x')], bytes: 2 } as never;
    for (const n of [1, 2, 3, 4, 5]) {
      queue.whenRoom(() => {
        entered.push(n);
        queue.add(item);
      });
    }
    expect([entered, queue.size]).toEqual([[1, 2], { lines: 2, bytes: 4, outside: 3 }]);
    expect(queue.take(1, 1000)).toHaveLength(1);
    expect(entered).toEqual([1, 2, 3]);
    expect(queue.take(10, 1000)).toHaveLength(2);
    expect(entered).toEqual([1, 2, 3, 4, 5]);
  });
});
