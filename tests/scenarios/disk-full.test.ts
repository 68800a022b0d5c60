// The counter's disk fills up while a shopper pays.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openRig } from './rig/rig.ts';
import { prepareTemplate, type Template } from './rig/template.ts';

const timeout = 120_000;
let template: Template;
let folder: string;

beforeAll(async () => {
  template = await prepareTemplate();
  folder = mkdtempSync(join(tmpdir(), 'disk-full-'));
});
afterAll(() => {
  template?.remove();
  rmSync(folder, { recursive: true, force: true });
});

describe('a disk that fills up in the middle of a sale', () => {
  it('[INC-4] [JRN-7] [SALE-4] gives the money back out of the reserve, begins no other, and sells again when there is room', {
    timeout,
  }, async () => {
    const freeBytesFile = join(folder, 'free-bytes');
    const free = (bytes: number) => writeFileSync(freeBytesFile, String(bytes));
    free(1_000_000_000);
    const rig = await openRig(template, { freeBytesFile, payAfterMs: 1500 });
    try {
      const ordered = rig.sell([1]);
      expect(await ordered).toMatchObject({ accepted: true });
      await vi.waitFor(async () => expect((await rig.counter().status()).sale).toBe('paying'), {
        timeout: 20_000,
      });
      free(0);
      await rig.settle(({ outOfService }) => outOfService === 'journal-not-writable');
      expect(rig.counter().said).toContain('The disk is full');
      expect(await rig.sell([2])).toMatchObject({
        accepted: false,
        refusals: [{ slot: 2, reasons: ['storage-nearly-full', 'journal-not-writable'] }],
      });

      await rig.counter().measure();
      expect((await rig.counter().status()).outOfService).toBe('journal-not-writable');
      free(1_000_000_000);
      await rig.counter().measure();
      expect((await rig.counter().status()).outOfService).toBe(null);
      expect(await rig.sell([2])).toMatchObject({ accepted: true });
      await rig.settle();
      expect(await rig.audit()).toMatchObject({
        problems: [],
        outcomes: ['delivered'],
        drops: 1,
        refundedFen: template.slots[0]!.priceFen,
      });
    } finally {
      await rig.stop();
    }
  });
});
