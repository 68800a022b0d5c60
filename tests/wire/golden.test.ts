// Golden bytes for every message: parse, write, round trip, refuse. The files were not made with our encoder.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allMessages } from '@zhuangui/protocol/registry.ts';
import type { Problem } from '@zhuangui/protocol/schema.ts';
import { describe, expect, it } from 'vitest';

interface Golden {
  message: string;
  valid: { name: string; text: string }[];
  invalid: { name: string; text?: string; hex?: string; code: Problem['code'] }[];
}

const folder = join(import.meta.dirname, '..', '..', 'protocol', 'fixtures', 'messages');
const golden: Golden[] = readdirSync(folder).map((name) =>
  JSON.parse(readFileSync(join(folder, name), 'utf8')),
);
const bytesOf = (given: { text?: string; hex?: string }) =>
  given.hex ? Buffer.from(given.hex, 'hex') : new TextEncoder().encode(given.text);

describe('golden messages', () => {
  it('[WIRE-1] every message has golden files, valid and invalid, and no file is left over', () => {
    expect(golden.map((file) => file.message).sort()).toEqual(
      allMessages.map((message) => message.name).sort(),
    );
    for (const file of golden) {
      expect(file.valid.length, file.message).toBeGreaterThan(0);
      expect(file.invalid.length, file.message).toBeGreaterThan(2);
    }
  });

  describe.each(allMessages.map((message) => [message.name, message] as const))('%s', (name, message) => {
    const file = golden.find((candidate) => candidate.message === name)!;

    it.each(file.valid.map((given) => [given.name, given] as const))(
      '[WIRE-2] reads and writes: %s',
      (_, given) => {
        const parsed = message.parse(bytesOf(given));
        expect(parsed).toMatchObject({ ok: true });
        expect(new TextDecoder().decode(message.encode((parsed as unknown as { value: never }).value))).toBe(
          given.text,
        );
      },
    );

    it.each(file.invalid.map((given) => [given.name, given] as const))('[WIRE-3] refuses: %s', (_, given) => {
      const parsed = message.parse(bytesOf(given));
      expect(parsed).toMatchObject({ ok: false, problem: { code: given.code } });
      expect((parsed as { problem: Problem }).problem.message).toContain(name);
    });

    it('[WIRE-4] refuses one byte over its limit before it reads it, and never writes it', () => {
      expect(message.parse(new Uint8Array(message.maxBytes + 1))).toMatchObject({
        problem: { code: 'too-large' },
      });
    });
  });
});
