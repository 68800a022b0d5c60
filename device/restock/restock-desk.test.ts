import { addDays } from '@zhuangui/protocol/days.ts';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { sampleEntry, sampleToday } from '../gate/gate-samples.ts';
import { firstSession, otherEntry, restockRig, samplePut } from './restock-rig.ts';

const gtin = '6901234567892';
const whole = `01069012345678921126040117260928${'10'}20260401A`;
const stock = (found: number, slot = 1) => ({ act: 'stock' as const, slot, found, why: 'damaged' as const });
const scanning = (scan: string) => ({ act: 'restock-scan' as const, session: firstSession, scan });
const closing = (session: string) => ({ act: 'restock-close' as const, session });
const price = (priceFen: number) => ({ act: 'price' as const, slot: 1, priceFen });

async function opened(settings?: Parameters<typeof restockRig>[0]) {
  const rig = restockRig(settings);
  await rig.desk.open('op');
  return rig;
}

async function loaded(settings?: Parameters<typeof restockRig>[0]) {
  const rig = await opened(settings);
  expect(await rig.desk.put(samplePut(), 'op')).toMatchObject({ ok: true });
  return rig;
}

describe('a restock session', () => {
  it('[RST-3] is opened and closed by lines, each once however often it is touched', async () => {
    const { desk, lines } = restockRig();
    await Promise.all([desk.open('op'), desk.open('op')]);
    expect(desk.view()).toMatchObject({ session: firstSession, operator: 'op', scan: null, done: [] });
    await Promise.all([desk.close(closing(firstSession), 'op'), desk.close(closing(firstSession), 'op')]);
    expect(desk.view()).toBeNull();
    expect(lines).toEqual(
      ['opened', 'closed'].map((state) => ({
        kind: 'restock-session',
        session: firstSession,
        state,
        operator: 'op',
      })),
    );
  });

  it('[RST-3] left open by a power cut or another operator is closed by the next, in one append', async () => {
    const session = `s${'f'.repeat(16)}`;
    const { desk, lines } = restockRig({ unfinished: [{ session, operator: 'before' }] });
    expect(desk.view()).toBeNull();
    await desk.open('op');
    await desk.open('next');
    expect(lines.map((line) => ({ ...line, kind: '' }))).toMatchObject([
      { session, state: 'closed', operator: 'before' },
      { session: firstSession, state: 'opened', operator: 'op' },
      { session: firstSession, state: 'closed', operator: 'op' },
      { state: 'opened', operator: 'next' },
    ]);
  });

  it('[RST-3] is closed by a sign-out, and what was put before is kept', async () => {
    const { desk, planogram, lines } = await loaded();
    await desk.abandon();
    await desk.abandon();
    expect(lines.at(-1)).toMatchObject({ kind: 'restock-session', state: 'closed' });
    expect(lines).toHaveLength(3);
    expect(planogram.slot(1)?.count).toBe(5);
  });

  it('refuses acts without the session they name', async () => {
    const { desk, lines } = restockRig();
    const why = { ok: false, code: 'not-now', why: 'no-session' };
    expect(await desk.scan(scanning(gtin), 'op')).toMatchObject(why);
    expect(await desk.put(samplePut(), 'op')).toMatchObject(why);
    await desk.open('op');
    expect(await desk.put(samplePut({ session: `s${'9'.repeat(16)}` }), 'op')).toMatchObject(why);
    expect(await desk.close(closing(`s${'9'.repeat(16)}`), 'op')).toMatchObject(why);
    expect(lines).toHaveLength(1);
  });

  it('tells listeners of changes, and changes nothing when the line cannot be written', async () => {
    const rig = await opened();
    const heard = vi.fn();
    const off = rig.desk.onChange(heard);
    rig.diskFails = true;
    expect(await rig.desk.put(samplePut(), 'op')).toMatchObject({ ok: false, code: 'failed' });
    expect([rig.desk.view()?.done, rig.planogram.slots(), heard.mock.calls.length]).toEqual([[], [], 0]);
    rig.diskFails = false;
    await rig.desk.put(samplePut(), 'op');
    expect(heard).toHaveBeenCalledOnce();
    off();
    await rig.desk.close(closing(firstSession), 'op');
    expect(heard).toHaveBeenCalledOnce();
  });
});

describe('scanning', () => {
  it('[RST-15] accepts certified goods that the code describes wholly, from the lists at hand', async () => {
    const { desk, lines } = await opened({ slotNumbers: [1, 2] });
    expect(await desk.scan(scanning(`]d2${whole}`), 'op')).toEqual({ ok: true, done: 'accepted' });
    expect(desk.view()?.scan).toMatchObject({
      verdict: 'accepted',
      gtin,
      lot: '20260401A',
      madeOn: '2026-04-01',
      bestBefore: '2026-09-28',
      candidates: [{ entry: sampleEntry.id, priceBand: { minFen: 1000, maxFen: 2000 }, shelfLifeDays: 180 }],
      reasons: [],
      slots: [1, 2],
    });
    expect(lines).toHaveLength(1);
  });

  it('asks for what the code does not say, and for a choice between entries of one barcode', async () => {
    const twin = { ...otherEntry, gtins: [`0${gtin}`] };
    const single = await opened();
    expect(await single.desk.scan(scanning(gtin), 'op')).toEqual({ ok: true, done: 'needs-dates' });
    const double = await opened({ entries: [sampleEntry, twin] });
    expect(await double.desk.scan(scanning(gtin), 'op')).toEqual({ ok: true, done: 'needs-choice' });
    expect(
      double.desk
        .view()
        ?.scan?.candidates.map((one) => one.entry)
        .sort(),
    ).toEqual([sampleEntry.id, otherEntry.id]);
  });

  it('[RST-2] writes down goods that nobody certified, once while the scanner is held', async () => {
    const rig = await opened();
    const scan = () => rig.desk.scan(scanning('4006381333931'), 'op');
    const answers = await Promise.all([scan(), scan(), scan()]);
    for (const answer of answers)
      expect(answer).toMatchObject({
        ok: false,
        code: 'gate',
        why: 'unknown-goods',
        reasons: ['not-certified'],
      });
    expect(rig.desk.view()?.scan?.verdict).toBe('unknown-goods');
    expect(rig.lines.slice(1)).toMatchObject([
      { kind: 'refused', point: 'load', slot: 1, reasons: ['not-certified'] },
      { kind: 'service', action: 'scan-refused', detail: expect.stringContaining('4006381333931') },
    ]);
    expect(rig.lines[1]).not.toHaveProperty('entry');
    rig.nowMs += 5000;
    await scan();
    expect(rig.lines).toHaveLength(5);
  });

  it.each([
    ['a withdrawn product', { products: [sampleEntry.id] }, gtin, 'product-withdrawn'],
    ['a withdrawn lot', { lots: [{ entry: sampleEntry.id, lot: '20260401A' }] }, whole, 'lot-withdrawn'],
    [
      'a blacklisted supplier',
      { suppliers: [sampleEntry.supplier.creditCode] },
      whole,
      'supplier-blacklisted',
    ],
    ['a suspended counter', { suspended: true }, gtin, 'channel-suspended'],
    ['an expired lot', {}, '01069012345678921126040117260519', 'lot-expired'],
    ['a lot expired by its making alone', {}, '010690123456789211250401', 'lot-expired'],
    ['a lot that promises too much', {}, '01069012345678921126040117270928', 'lot-expired'],
    ['goods made tomorrow', {}, '010690123456789211260521', 'made-in-future'],
  ])('[RST-2] refuses %s at the scan, with the reason and a line', async (_what, sanctions, scan, reason) => {
    const { desk, lines } = await opened({ sanctions });
    expect(await desk.scan(scanning(scan), 'op')).toMatchObject({ ok: false, code: 'gate', why: reason });
    expect(desk.view()?.scan).toMatchObject({ verdict: 'refused', reasons: [reason] });
    expect(lines.slice(1)).toMatchObject([
      { kind: 'refused', point: 'load', entry: sampleEntry.id, reasons: [reason] },
    ]);
  });

  it('says that there are no lists, and that a code cannot be read', async () => {
    const { desk } = await opened({ hasLists: false });
    expect(await desk.scan(scanning(gtin), 'op')).toMatchObject({ code: 'gate', why: 'no-lists' });
    expect(await desk.scan(scanning('690123'), 'op')).toMatchObject({ code: 'unknown', why: 'torn' });
    expect(desk.view()?.scan).toMatchObject({ verdict: 'unreadable', problem: 'torn', raw: '690123' });
  });

  it('proposes slots of the same lot with room first, then empty ones, then those to be emptied', async () => {
    const rig = await loaded({ slotNumbers: [1, 2, 3, 4, 5] });
    await rig.desk.put(samplePut({ slot: 2, count: 8, added: 8 }), 'op');
    await rig.desk.put(samplePut({ slot: 3, lot: 'OLD' }), 'op');
    await rig.desk.put(samplePut({ slot: 4, entry: otherEntry.id }), 'op');
    await rig.desk.scan(scanning(whole), 'op');
    expect(rig.desk.view()?.scan?.slots).toEqual([1, 5, 3]);
    await rig.desk.put(samplePut({ slot: 5, count: 2, added: 2 }), 'op');
    rig.write([{ kind: 'slot', slot: 5, locked: true, why: 'jam' }]);
    await rig.desk.scan(scanning(whole), 'op');
    expect(rig.desk.view()?.scan?.slots).toEqual([1, 5, 3]);
    rig.write([{ kind: 'slot', slot: 5, locked: false, why: 'jam' }]);
    await rig.desk.scan(scanning(whole), 'op');
    expect(rig.desk.view()?.scan?.slots).toEqual([5, 1, 3]);
  });
});

describe('putting goods into a slot', () => {
  it('writes one line with what stands there now, what was added and by whom', async () => {
    const { desk, lines, planogram } = await loaded();
    expect(lines.at(-1)).toEqual({
      kind: 'restock',
      ...Object.fromEntries(Object.entries(samplePut()).filter(([key]) => key !== 'act')),
      operator: 'op',
    });
    expect(await desk.put(samplePut({ count: 7, added: 2 }), 'op')).toEqual({ ok: true, done: 'put' });
    expect(planogram.slot(1)?.count).toBe(7);
    expect(desk.view()?.done.map(({ count, added, accepted }) => [count, added, accepted])).toEqual([
      [7, 2, true],
      [5, 5, true],
    ]);
  });

  it('[RST-9] takes an impatient double touch as one, and the same put after sales as another', async () => {
    const rig = await opened();
    const answers = await Promise.all([rig.desk.put(samplePut(), 'op'), rig.desk.put(samplePut(), 'op')]);
    expect(answers).toEqual([1, 2].map(() => ({ ok: true, done: 'put' })));
    expect(rig.kinds()).toEqual(['restock-session', 'restock']);
    await rig.desk.stock(stock(0), 'op');
    expect(await rig.desk.put(samplePut(), 'op')).toMatchObject({ ok: true });
    expect(rig.kinds()).toEqual(['restock-session', 'restock', 'stock', 'restock']);
    expect(rig.planogram.slot(1)?.count).toBe(5);
  });

  it('[RST-2] writes every refusal down once with its reasons, before it looks at anything else', async () => {
    const rig = await opened({ sanctions: { products: [sampleEntry.id] } });
    const bad = samplePut({ count: 200 });
    await Promise.all([rig.desk.put(bad, 'op'), rig.desk.put(bad, 'op')]);
    expect(rig.lines.slice(1)).toMatchObject([{ kind: 'refused', slot: 1, reasons: ['product-withdrawn'] }]);
    expect(rig.desk.view()?.done).toMatchObject([{ accepted: false, reasons: ['product-withdrawn'] }]);
    expect(rig.planogram.slots()).toEqual([]);
  });

  it('[RST-13] refuses a price outside the certified band', async () => {
    const { desk } = await opened();
    const why = { ok: false, code: 'gate', why: 'price-outside-band' };
    expect(await desk.put(samplePut({ priceFen: 2001 }), 'op')).toMatchObject(why);
    expect(await desk.put(samplePut({ priceFen: 999 }), 'op')).toMatchObject(why);
    expect(await desk.put(samplePut({ priceFen: 2000 }), 'op')).toMatchObject({ ok: true });
  });

  it.each([
    ['other-goods', samplePut({ entry: otherEntry.id, count: 8, added: 3 })],
    ['other-goods', samplePut({ lot: 'NEW', count: 8, added: 3 })],
    ['other-dates', samplePut({ bestBefore: '2026-09-27', count: 8, added: 3 })],
    ['count-differs', samplePut({ count: 7, added: 3 })],
    ['count-differs', samplePut({ count: 2, added: 3 })],
    ['over-capacity', samplePut({ count: 9, added: 4 })],
    ['photo-unknown', samplePut({ count: 8, added: 3, photo: 'b'.repeat(64) })],
    ['slot', samplePut({ slot: 77 })],
  ])('[RST-6] [RST-7] refuses %s, and says what to do', async (why, act) => {
    const { desk, lines } = await loaded({ slotNumbers: [1, 2] });
    const answer = await desk.put(act, 'op');
    expect(answer).toMatchObject({ ok: false, why });
    expect(answer).toHaveProperty('message', expect.stringMatching(/\. .+\.$/));
    expect(lines).toHaveLength(2);
  });

  it('[RST-6] lets other goods in after the slot was found empty', async () => {
    const { desk, planogram, lines } = await loaded();
    const other = samplePut({ lot: 'NEW' });
    expect(await desk.put(other, 'op')).toMatchObject({ why: 'other-goods' });
    await desk.stock(stock(0), 'op');
    expect(await desk.put(other, 'op')).toMatchObject({ ok: true });
    expect(planogram.slot(1)).toMatchObject({ lot: 'NEW', count: 5 });
    expect(lines[2]).toMatchObject({
      kind: 'stock',
      expected: 5,
      found: 0,
      why: 'damaged',
      session: firstSession,
    });
  });

  it.each([{ lot: 'X' }, { madeOn: '2026-04-02' }, { bestBefore: '2026-09-27' }])(
    '[RST-8] does not let the package be typed over: %j',
    async (typed) => {
      const { desk } = await opened();
      await desk.scan(scanning(whole), 'op');
      expect(await desk.put(samplePut(typed), 'op')).toMatchObject({ ok: false, why: 'scan-differs' });
      expect(await desk.put(samplePut(), 'op')).toMatchObject({ ok: true });
    },
  );

  it('[RST-11] warns of goods near their last day', async () => {
    const { desk } = await opened();
    const lasting = (days: number, slot: number) =>
      desk.put(samplePut({ slot, lot: `L${days}`, bestBefore: addDays(sampleToday, days) }), 'op');
    expect(await lasting(18, 2)).toEqual({ ok: true, done: 'expires-soon' });
    expect(await lasting(19, 3)).toEqual({ ok: true, done: 'put' });
  });

  it('[RST-10] waits while a sale moves goods in the slot', async () => {
    const rig = await loaded();
    rig.moving = true;
    const why = { ok: false, code: 'not-now', why: 'sale-running' };
    expect(await rig.desk.put(samplePut({ count: 7, added: 2 }), 'op')).toMatchObject(why);
    expect(await rig.desk.stock(stock(1), 'op')).toMatchObject(why);
    expect(await rig.desk.price(price(1600), 'op')).toMatchObject(why);
    expect(rig.lines).toHaveLength(2);
  });
});

describe('stock and price', () => {
  it('[RST-7] [RST-9] writes a difference with its reason once, and shows it in the session', async () => {
    const { desk, lines, planogram } = await loaded();
    expect(await desk.stock(stock(5), 'op')).toEqual({ ok: true, done: 'as-booked' });
    await Promise.all([desk.stock(stock(3), 'op'), desk.stock(stock(3), 'op')]);
    expect(lines.slice(2)).toMatchObject([{ kind: 'stock', slot: 1, expected: 5, found: 3, why: 'damaged' }]);
    expect(desk.view()?.differences).toEqual([{ slot: 1, expected: 5, found: 3, why: 'damaged' }]);
    expect(planogram.slot(1)?.count).toBe(3);
    expect(await desk.stock(stock(9), 'op')).toMatchObject({ why: 'over-capacity' });
    expect(await desk.stock(stock(1, 2), 'op')).toMatchObject({ code: 'unknown', why: 'slot' });
  });

  it('[RST-9] [RST-13] changes a price once, inside the band, with or without a session', async () => {
    const { desk, lines, planogram } = await loaded();
    await desk.close(closing(firstSession), 'op');
    await Promise.all([desk.price(price(1700), 'op'), desk.price(price(1700), 'op')]);
    expect(lines.slice(3)).toMatchObject([{ kind: 'restock', priceFen: 1700, count: 5, added: 0 }]);
    expect(await desk.price(price(2001), 'op')).toMatchObject({ code: 'gate', why: 'price-outside-band' });
    expect(lines.at(-1)).toMatchObject({ kind: 'refused', reasons: ['price-outside-band'] });
    expect(planogram.slot(1)?.priceFen).toBe(1700);
    expect(await desk.price({ ...price(1), slot: 9 }, 'op')).toMatchObject({ code: 'unknown' });
  });

  it('changes the price of a locked slot and leaves the lock', async () => {
    const { desk, write, planogram } = await loaded();
    write([{ kind: 'slot', slot: 1, locked: true, why: 'jam' }]);
    expect(await desk.price(price(1700), 'op')).toMatchObject({ ok: true });
    expect(planogram.slot(1)).toMatchObject({ locked: 'jam', priceFen: 1700 });
  });

  it('[RST-1] books what was loaded and added, less what left and what was missing', async () => {
    const acts = fc.oneof(
      fc.record({ do: fc.constant('put' as const), added: fc.nat(9), lie: fc.integer({ min: -1, max: 1 }) }),
      fc.record({ do: fc.constant('stock' as const), found: fc.nat(20) }),
      fc.record({ do: fc.constant('sell' as const) }),
      fc.record({ do: fc.constant('price' as const), priceFen: fc.integer({ min: 900, max: 2100 }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(acts, { maxLength: 25 }), async (all) => {
        const { desk, planogram, lines, write } = await opened();
        let sold = 0;
        for (const one of all) {
          const book = planogram.slot(1)?.count ?? 0;
          if (one.do === 'put') {
            const count = Math.max(0, book + one.added + one.lie);
            await desk.put(samplePut({ capacity: 20, added: one.added, count }), 'op');
          } else if (one.do === 'stock') await desk.stock(stock(one.found), 'op');
          else if (one.do === 'price') await desk.price(price(one.priceFen), 'op');
          else if (book > 0) {
            sold += 1;
            write([
              {
                kind: 'test-outcome',
                vend: `v${'0'.repeat(16)}`,
                slot: 1,
                entry: sampleEntry.id,
                lot: '20260401A',
                outcome: 'unknown',
                detail: 'x',
                operator: 'op',
              },
            ]);
          }
        }
        const added = lines.reduce((sum, line) => sum + (line.kind === 'restock' ? (line.added ?? 0) : 0), 0);
        const missing = lines.reduce(
          (sum, line) => sum + (line.kind === 'stock' ? line.expected - line.found : 0),
          0,
        );
        expect(planogram.slot(1)?.count ?? 0).toBe(added - sold - missing);
      }),
      { numRuns: 200 },
    );
  });
});

describe('photographs', () => {
  it('[RST-14] belong to an open session and are named by the line', async () => {
    const rig = restockRig();
    const bytes = new Uint8Array(200);
    expect(await rig.desk.photo(bytes, 'op')).toMatchObject({ answer: { ok: false, why: 'no-session' } });
    await rig.desk.open('op');
    const { photo } = await rig.desk.photo(bytes, 'op');
    expect(await rig.desk.put(samplePut({ photo: photo! }), 'op')).toMatchObject({ ok: true });
    expect(rig.lines.at(-1)).toMatchObject({ photo });
    expect(rig.desk.view()?.done[0]?.photo).toBe(true);
    rig.storageLow = true;
    expect(await rig.desk.photo(bytes, 'op')).toMatchObject({ answer: { ok: false, why: 'storage-low' } });
  });

  it('[RST-14] are answered with words when they cannot be kept', async () => {
    const keep = vi.fn();
    const { desk } = await opened({ photos: { keep } });
    keep
      .mockResolvedValueOnce({ ok: false, problem: 'photo-format' })
      .mockRejectedValueOnce(new Error('EIO'));
    expect(await desk.photo(new Uint8Array(1), 'op')).toMatchObject({
      answer: { code: 'wrong', why: 'no-picture' },
    });
    expect(await desk.photo(new Uint8Array(1), 'op')).toMatchObject({ answer: { code: 'failed' } });
  });
});
