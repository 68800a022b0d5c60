// The chain, the signature and the batch against bytes computed by other programs (hashlib, OpenSSL).
import { createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { batchLimits, encodeBatch, parseBatch } from '@zhuangui/protocol/journal-batch.ts';
import { genesisHash, headBytes, nextHash } from '@zhuangui/protocol/journal-chain.ts';
import { lineBytesMax } from '@zhuangui/protocol/journal-lines.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const path = join(import.meta.dirname, '..', '..', 'protocol', 'fixtures', 'journal-chain.json');
const golden = JSON.parse(readFileSync(path, 'utf8'));
const utf8 = new TextEncoder();
const batch = utf8.encode(golden.batch);

describe('journal chain on the wire', () => {
  it('[JRN-2] hashes exact bytes from the genesis on', () => {
    expect(genesisHash(golden.counter, golden.journal)).toBe(golden.genesis);
    let hash: string = golden.genesis;
    const hashes = golden.lines.map((line: string) => (hash = nextHash(hash, utf8.encode(line))));
    expect(hashes).toEqual(golden.hashes);
  });

  it('[JRN-3] signs counter, journal, number and hash', () => {
    const text = headBytes(golden.counter, golden.journal, 3, golden.hashes[2]);
    expect(new TextDecoder().decode(text)).toBe(golden.headText);
    const key = createPublicKey({
      key: Buffer.from(golden.publicKey, 'base64'),
      format: 'der',
      type: 'spki',
    });
    expect(verify(null, text, key, Buffer.from(golden.signature, 'base64'))).toBe(true);
  });

  it('[JRN-4] reads a batch and writes the same bytes', () => {
    const parsed = parseBatch(batch);
    if (!parsed.ok) throw new Error(parsed.problem.message);
    expect(parsed.value.lines.map((line) => new TextDecoder().decode(line))).toEqual(golden.lines);
    expect(Buffer.from(encodeBatch(parsed.value.header, parsed.value.lines)).equals(batch)).toBe(true);
  });

  it.each([
    ['a line missing', golden.batch.slice(0, golden.batch.lastIndexOf('\n')), 'invalid'],
    ['a line too many', `${golden.batch}\n{}`, 'invalid'],
    ['nothing at all', '', 'not-json'],
    ['no header', golden.lines.join('\n'), 'invalid'],
    ['an empty line', golden.batch.replace(golden.lines[1], ''), 'too-large'],
    [
      'a line over the limit',
      golden.batch.replace(golden.lines[1], 'x'.repeat(lineBytesMax + 1)),
      'too-large',
    ],
    ['a batch over the limit', golden.batch + 'x'.repeat(batchLimits.bytesMax), 'too-large'],
  ])('[JRN-4] refuses %s', (_, text, code) => {
    expect(parseBatch(utf8.encode(text))).toMatchObject({ ok: false, problem: { code } });
  });

  it('[JRN-4] never throws, whatever arrives', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.nat(batch.length), (noise, at) => {
        parseBatch(noise);
        parseBatch(Buffer.concat([batch.subarray(0, at), noise, batch.subarray(at)]));
      }),
    );
  });

  it('[ATK-4] a payload of newlines is not cut into lines nobody announced', () => {
    const cutsOf = (payload: Uint8Array) => {
      let cuts = 0;
      const { subarray } = payload;
      payload.subarray = (...range) => {
        cuts += 1;
        return subarray.apply(payload, range);
      };
      expect(parseBatch(payload)).toMatchObject({ ok: false });
      return cuts;
    };
    const newlines = Buffer.alloc(200_000, 0x0a);
    expect(cutsOf(new Uint8Array(newlines))).toBeLessThan(5);
    expect(cutsOf(new Uint8Array(Buffer.concat([batch, newlines])))).toBeLessThan(golden.lines.length + 8);
  });
});
