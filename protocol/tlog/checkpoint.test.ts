import { generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkpointText,
  checkpointTime,
  openCheckpoint,
  parseCheckpointText,
  signCheckpoint,
} from './checkpoint.ts';
import { leafHash } from './hashing.ts';
import { encodeNote, encodeNoteKey, openNote, parseNote, parseNoteKey } from './note.ts';
import { entriesBytes, parseEntries, parseTilePath, tileNodes, tilePath, tileWidthAt } from './tiles.ts';

const pair = generateKeyPairSync('ed25519');
const publicKey = pair.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex');
const key = { name: 'hub.example/log', publicKey };
const signed = (bytes: Uint8Array) => new Uint8Array(sign(null, bytes, pair.privateKey));
const checkpoint = {
  origin: key.name,
  size: 42,
  root: new Uint8Array(leafHash(new Uint8Array())),
  extensions: ['time 1700000000000'],
};
const note = signCheckpoint(checkpoint, key, signed);

describe('transparency log: checkpoints', () => {
  it('[TLOG-3] the published example of a signed note verifies, and no other text does', () => {
    // Example of Go's package golang.org/x/mod/sumdb/note, which the C2SP specification describes.
    const published = parseNoteKey('PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW')!;
    const text =
      "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    const line =
      '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n';
    expect(openNote(`${text}\n${line}`, published)).toEqual({ ok: true, text });
    expect(openNote(`${text.replace('answer', 'Answer')}\n${line}`, published).ok).toBe(false);
    expect(encodeNoteKey(published)).toBe(
      'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
    );
  });

  it('[TLOG-3] a checkpoint comes back as it was signed', () => {
    expect(openCheckpoint(note, key)).toEqual({ ok: true, checkpoint });
    expect(checkpointTime(checkpoint)).toBe(1_700_000_000_000);
    expect(checkpointTime({ ...checkpoint, extensions: ['time soon'] })).toBeUndefined();
  });

  it('[TLOG-3] another key, another origin, another text or a second false signature is refused', () => {
    const other = generateKeyPairSync('ed25519').publicKey.export({ format: 'der', type: 'spki' });
    expect(openCheckpoint(note, { ...key, publicKey: other.subarray(-32).toString('hex') }).ok).toBe(false);
    expect(openCheckpoint(note, { ...key, name: 'other.example/log' }).ok).toBe(false);
    const foreign = signCheckpoint({ ...checkpoint, origin: 'other.example/log' }, key, signed);
    expect(openCheckpoint(foreign, key)).toMatchObject({ ok: false });
    expect(openCheckpoint(note.replace('\n42\n', '\n43\n'), key).ok).toBe(false);
    const twice = encodeNote(checkpointText(checkpoint), key, new Uint8Array(64)).split('\n\n')[1]!;
    expect(openCheckpoint(note + twice, key).ok).toBe(false);
    expect(openCheckpoint(note + twice.replaceAll(key.name, 'witness.example'), key).ok).toBe(true);
  });

  it('[TLOG-3] a key that does not fit its id, or is of another kind, is no key', () => {
    const encoded = encodeNoteKey(key);
    expect(parseNoteKey(encoded)).toEqual(key);
    expect(parseNoteKey(encoded.replace(/\+[0-9a-f]{8}\+/, '+00000000+'))).toBeUndefined();
    expect(parseNoteKey('name')).toBeUndefined();
  });

  it.each([
    ['hub.example/log\n042\nAAAA\n', 'size'],
    ['hub.example/log\n99999999999999999999\nAAAA\n', 'size'],
    ['hub.example/log\n4\nAAAA\n', 'root'],
    ['hub.example/log\n4\n', 'few'],
    ['', 'newline'],
    [`${checkpointText(checkpoint)}\n`, 'empty line'],
  ])('[TLOG-3] %j is no checkpoint (%s)', (text, word) => {
    expect(parseCheckpointText(text)).toMatchObject({ ok: false, problem: expect.stringContaining(word) });
  });

  it('[TLOG-3] whatever arrives is read or refused, never thrown at', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `${note}${text}`),
        ),
        (text) => {
          const parsed = parseNote(text);
          expect(typeof parsed.ok).toBe('boolean');
          if (openCheckpoint(text, key).ok) expect(text.startsWith(checkpointText(checkpoint))).toBe(true);
        },
      ),
    );
    for (const bad of [note.slice(0, -1), note.replace('\n42', '\n4\t2'), 'x'.repeat(20_000)])
      expect(openCheckpoint(bad, key).ok).toBe(false);
  });
});

describe('transparency log: tiles', () => {
  it('[TLOG-4] tiles have the addresses of the specification', () => {
    expect(tilePath({ level: 0, index: 1_234_067, width: 256 })).toBe('tile/0/x001/x234/067');
    expect(tilePath({ level: 1, index: 0, width: 8 })).toBe('tile/1/000.p/8');
    expect(tilePath({ level: 'entries', index: 999, width: 256 })).toBe('tile/entries/999');
    for (const bad of [
      'tile/0/1',
      'tile/0/x000/001',
      'tile/00/001',
      'tile/0/001.p/256',
      'tile/0/001.p/0',
      'x',
    ])
      expect(parseTilePath(bad), bad).toBeUndefined();
  });

  it('[TLOG-4] every address is read back', () => {
    const level = fc.oneof(fc.constant('entries' as const), fc.nat({ max: 63 }));
    const tile = fc.record({
      level,
      index: fc.nat({ max: 2 ** 40 }),
      width: fc.integer({ min: 1, max: 256 }),
    });
    fc.assert(
      fc.property(tile, (one) => {
        expect(parseTilePath(tilePath(one))).toEqual(one);
      }),
    );
  });

  it('[TLOG-4] a tile is as wide as the log has hashes for it', () => {
    expect(tileWidthAt({ level: 0, index: 1 }, 300)).toBe(44);
    expect(tileWidthAt({ level: 0, index: 0 }, 300)).toBe(256);
    expect(tileWidthAt({ level: 1, index: 0 }, 300)).toBe(1);
    expect(tileWidthAt({ level: 1, index: 1 }, 300)).toBe(0);
    expect(tileNodes({ level: 1, index: 2, width: 2 })).toEqual([
      { level: 8, index: 512 },
      { level: 8, index: 513 },
    ]);
  });

  it('[TLOG-4] entries are cut out as they were put in; a cut bundle is refused', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 20 }), (leaves) => {
        const bundle = entriesBytes(leaves);
        expect(parseEntries(bundle)).toEqual(leaves);
        if (leaves.length > 0) expect(parseEntries(bundle.slice(0, -1))).not.toEqual(leaves);
      }),
    );
    expect(() => entriesBytes([new Uint8Array(65_536)])).toThrow(RangeError);
  });
});
