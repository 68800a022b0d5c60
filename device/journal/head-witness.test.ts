import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { silentLog } from '../platform/log.ts';
import { openHeadWitness } from './head-witness.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'head-witness-'));
});
afterEach(() => rm(folder, { recursive: true }));
const path = () => join(folder, 'counter.head');
const head = (seq: number) => ({ journal: `j${'a'.repeat(16)}`, seq, hash: 'b'.repeat(64) });

function seen() {
  const witness = openHeadWitness(path(), silentLog);
  witness.close();
  return witness.seen;
}

it('repeats the last head it was told', () => {
  expect(seen()).toBeUndefined();
  for (const seq of [1, 1_000_000_000_000, 3]) {
    const witness = openHeadWitness(path(), silentLog);
    witness.note(head(seq));
    witness.note(head(seq));
    witness.close();
    expect(seen()).toEqual(head(seq));
  }
});

it('knows a torn or changed file from a missing one', async () => {
  const witness = openHeadWitness(path(), silentLog);
  witness.note(head(5));
  witness.close();
  const whole = await readFile(path(), 'latin1');
  for (const torn of [
    '',
    whole.slice(0, 50),
    whole.replace(' 0000000000005 ', ' 0000000000004 '),
    `${whole}x`,
  ]) {
    await writeFile(path(), torn);
    expect(seen(), torn).toBe('unreadable');
  }
});

it('does not fail when it cannot be written', () => {
  const witness = openHeadWitness(join(folder, 'missing', 'counter.head'), silentLog);
  expect(() => witness.note(head(1))).not.toThrow();
  witness.close();
});
