import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { entriesOf, entryOf, newSigners, startMs } from '../../tests/lists/lists-rig.ts';
import { chunkFiles, linesOf } from '../catalog/entry-lines.ts';
import { roleSignable } from '../catalog/metadata.ts';
import { firstTargets } from '../catalog/rotation.ts';
import { checkContents, readSignable, summaryOf } from './contents.ts';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8');
const chunksOf = (entries: ReturnType<typeof entriesOf>) =>
  [...chunkFiles(linesOf(entries)).values()].map(text);

const next = [...entriesOf(9), entryOf(20), { ...entryOf(3), name: '改名' }].filter(
  (entry, at, all) => all.findLastIndex(({ id }) => id === entry.id) === at && entry.id !== 'NM000001',
);
const files = chunkFiles(linesOf(next));
const signable = text(roleSignable('catalog', 7, files, startMs));
const contents = () => ({ version: 7, chunks: chunksOf(next), before: chunksOf(entriesOf(9)) });

describe('what a signature would cover', () => {
  it('[REL-12] is worked out from the lines: counted and said in both languages', async () => {
    const signed = readSignable(signable);
    expect(signed).toMatchObject({ version: 7 });
    await checkContents(signed, contents(), sha256);
    const summary = summaryOf(contents());
    expect(summary).toMatchObject({ entries: 9, added: 1, changed: 1, removed: 1 });
    expect(
      summary.words.map(({ entry, words }) => [entry, words.zh.slice(0, 2), words.en.split(' ')[0]]),
    ).toEqual([
      ['NM000001', '移出', 'removed'],
      ['NM000003', '变更', 'changed'],
      ['NM000020', '新增', 'added'],
    ]);
  });

  it('[REL-12] one line more, less or other, or another version, is refused', async () => {
    const signed = readSignable(signable);
    const at = contents().chunks.findIndex((chunk) => chunk !== '');
    const changes: ((chunks: string[]) => void)[] = [
      (chunks) => (chunks[at] = ''),
      (chunks) => (chunks[at] += `${JSON.stringify(entryOf(666))}\n`),
      (chunks) => (chunks[at] = chunks[at]!.replace('800', '801')),
      (chunks) => chunks.pop(),
    ];
    for (const change of changes) {
      const changed = contents();
      change(changed.chunks);
      await expect(checkContents(signed, changed, sha256)).rejects.toMatchObject({ code: 'other-contents' });
    }
    await expect(checkContents(signed, { ...contents(), version: 8 }, sha256)).rejects.toMatchObject({
      code: 'other-contents',
    });
  });

  it('[REL-12, KEY-8] a certifier’s key signs nothing but a catalog', () => {
    const json = JSON.parse(signable);
    const signers = newSigners();
    const targets = JSON.parse(text(firstTargets(signers, startMs))).signed;
    const others = [
      '',
      'no json',
      'null',
      '[]',
      JSON.stringify(targets),
      JSON.stringify({ ...json, _type: 'root' }),
      JSON.stringify({ ...json, delegations: targets.delegations }),
      JSON.stringify({ ...json, version: 0 }),
      JSON.stringify({ ...json, expires: 'never' }),
      JSON.stringify({ ...json, targets: {} }),
      JSON.stringify({ ...json, targets: { ...json.targets, 'withdrawals/products.json': {} } }),
      text(
        roleSignable('withdrawals', 2, new Map([['withdrawals/products.json', new Uint8Array(2)]]), startMs),
      ),
    ];
    for (const other of others)
      expect(() => readSignable(other)).toThrow(expect.objectContaining({ code: 'not-a-catalog' }));
  });
});
