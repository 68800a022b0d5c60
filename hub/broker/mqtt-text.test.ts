import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isMqttText } from './mqtt-text.ts';

const check = (bytes: Uint8Array) => isMqttText(bytes, 0, bytes.length);
const refused = /\p{Cc}|\p{Noncharacter_Code_Point}/u;

describe('text on the wire', () => {
  it('[BRK-12] text is taken exactly when it survives a round trip and has no control character', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 12 }), (bytes) => {
        const text = Buffer.from(bytes).toString('utf8');
        const survives = Buffer.from(text, 'utf8').equals(Buffer.from(bytes));
        expect(check(bytes)).toBe(survives && !refused.test(text));
      }),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 12 }), (text) => {
        expect(check(Buffer.from(text))).toBe(!refused.test(text));
      }),
      { numRuns: 1000 },
    );
  });

  it('[BRK-12] only the bytes asked about count', () => {
    expect(isMqttText(Buffer.from([0xff, 0x61, 0x62, 0x00]), 1, 3)).toBe(true);
  });
});
