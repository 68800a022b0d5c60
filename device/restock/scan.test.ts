import { gtinCheckDigit } from '@zhuangui/protocol/checks/gtin.ts';
import fc from 'fast-check';
import { parseBarcode } from 'gs1-barcode-parser-mod';
import { describe, expect, it } from 'vitest';
import { readCodedDate } from './gs1-date.ts';
import { splitElements } from './gs1-elements.ts';
import { gtinSpellings, readScan } from './scan.ts';
import { shownScan } from './scan-text.ts';

const today = '2026-05-20';
const read = (raw: string) => readScan(raw, today);
const gs = '\u001d';
const gtin = '6901234567892';
const long = `0${gtin}`;
const bare = { gtin, lot: null, madeOn: null, bestBefore: null };
const full = { gtin, lot: 'A1', madeOn: '2026-04-01', bestBefore: '2026-09-28' };
const ok = (facts: object) => ({ ok: true, facts });
const no = (problem: string) => ({ ok: false, problem });

describe('reading a scan', () => {
  it.each([
    [gtin, bare],
    [`]E0${gtin}\r\n`, bare],
    [`]E0]E0${gtin}`, bare],
    [long, bare],
    ['036000291452', { ...bare, gtin: '0036000291452' }],
    ['96385074', { ...bare, gtin: '96385074' }],
    ['16901234567899', { ...bare, gtin: '16901234567899' }],
    ['6 901234 567892', bare],
    [`\u0002${gtin}\u0003`, bare],
    ['６９０１２３４５６７８９２', bare],
    [gtin + gtin, bare],
    ['9638507496385074', { ...bare, gtin: '96385074' }],
  ])('[RST-4] reads the plain code %j', (raw, facts) => {
    expect(read(raw)).toEqual(ok(facts));
  });

  it.each([
    `]d201${long}112604011726092810A1`,
    `]Q301${long}10A1${gs}1126040117260928`,
    `]C101${long}10A1${gs}11260401${gs}17260928${gs}`,
    `${gs}01${long}10A1${gs}1126040117260928`,
    `01${long}10A1<GS>1126040117260928`,
    `01${long}10A1{GS}1126040117260928`,
    `01${long}10A1\u241d1126040117260928`,
    `01${long}10A1|1126040117260928`,
    `01${long}10A1^]1126040117260928`,
    `01${long}10A1~1126040117260928`,
    `]D2]D201${long}10A1${gs}1126040117260928\n`,
    `01${long}310300075021SN7${gs}10A1${gs}30124${gs}1126040117260928`,
    `02${long}371210A1${gs}1126040117260928`.replace('3712', `3712${gs}`),
    `(01)${long}(10)A1(11)260401(17)260928`,
    `(01) ${long} (10) A1 (11) 260401 (15) 260928`,
    `https://id.gs1.org/01/${long}/10/A1?11=260401&17=260928`,
    `HTTPS://ID.GS1.ORG/01/${long}/10/A1?11=260401&17=260928`,
    `https://brand.example/cn/gtin/${gtin}/lot/A1?from=wx&11=260401;17=260928#top`,
    `https：//id.gs1.org/01/${long}/10/Ａ1？11＝260401＆17＝260928`,
  ])('[RST-4] reads lot and dates out of %j', (raw) => {
    expect(read(raw)).toEqual(ok(full));
  });

  it.each([
    ['', 'empty'],
    [' \r\n', 'empty'],
    [']d2', 'empty'],
    ['1'.repeat(301), 'too-long'],
    ['6901234567893', 'check-digit'],
    ['96385075', 'check-digit'],
    ['00000000', 'check-digit'],
    [`]d201${'0'.repeat(14)}`, 'check-digit'],
    [`01${long.slice(0, 13)}3`, 'check-digit'],
    [`https://id.gs1.org/01/${long.slice(0, 13)}3`, 'check-digit'],
    ['69012345', 'check-digit'],
    ['690123', 'torn'],
    [`01${long}1726`, 'torn'],
    [`01${long}10`, 'torn'],
    [`01${long}10${'A'.repeat(21)}`, 'torn'],
    [`01${long}0512`, 'torn'],
    [`01${long.slice(0, 9)}`, 'torn'],
    [`https://id.gs1.org/01/${long}/10/%E0%A4`, 'torn'],
    [`01${long}17261301`, 'bad-date'],
    [`01${long}11260230`, 'bad-date'],
    [`01${long}7003269928100`, 'torn'],
    [`01${long}70032699281000`, 'bad-date'],
    [`01${long}1726092817260929`, 'contradiction'],
    [`01${long}02${long}`, 'contradiction'],
    ['17260928', 'check-digit'],
    [']C117260928', 'no-goods-code'],
    ['https://u.wechat.com/abc', 'no-goods-code'],
    ['https://id.gs1.org/00/123', 'no-goods-code'],
    ['asdfgh', 'no-goods-code'],
    [`qwe${gtin}`, 'no-goods-code'],
    ['٦٩٠١٢٣٤٥٦٧٨٩٢', 'other-script'],
    ['武川莜面', 'other-script'],
  ])('[RST-4] finds %j unreadable: %s', (raw, problem) => {
    expect(read(raw)).toEqual(no(problem));
  });

  it('[RST-4] asks for a lot that may have swallowed a date, and believes one that was ended', () => {
    expect(read(`01${long}10A117260928`)).toEqual(ok(bare));
    expect(read(`01${long}10A117260928${gs}11260401`)).toMatchObject(ok({ lot: 'A117260928' }));
    expect(read(`01${long}1726092810L-2026`)).toMatchObject(ok({ lot: 'L-2026', bestBefore: '2026-09-28' }));
  });

  it('[RST-5] takes the earliest last day, the month end for day 00, and no making without a day', () => {
    expect(read(`01${long}151010011726092816260901`)).toMatchObject(ok({ bestBefore: '2010-10-01' }));
    expect(read(`01${long}17280200`)).toMatchObject(ok({ bestBefore: '2028-02-29' }));
    expect(read(`01${long}11260400`)).toMatchObject(ok({ madeOn: null }));
    expect(read(`01${long}70032609281830`)).toMatchObject(ok({ bestBefore: '2026-09-28' }));
  });

  it('[RST-5] finds the century from the trusted time', () => {
    expect(readCodedDate('770101', '2026-05-20')?.day).toBe('1977-01-01');
    expect(readCodedDate('760101', '2026-05-20')?.day).toBe('2076-01-01');
    expect(readCodedDate('010101', '2098-05-20')?.day).toBe('2101-01-01');
    expect(readCodedDate('990101', '2001-05-20')?.day).toBe('1999-01-01');
  });

  it('shows a scan shortened and without control characters', () => {
    expect(shownScan(`01${gs}2\n`)).toBe('01␝2␊');
    expect(shownScan('x'.repeat(200))).toHaveLength(80);
  });

  it('spells a GTIN in every way a catalog may', () => {
    expect(gtinSpellings(gtin)).toEqual([long, gtin]);
    expect(gtinSpellings('96385074')).toEqual([
      '00000096385074',
      '0000096385074',
      '000096385074',
      '96385074',
    ]);
    expect(gtinSpellings('16901234567899')).toEqual(['16901234567899']);
  });
});

const digits = (length: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length }).map((d) => d.join(''));
const gtin14 = digits(12).map((tail) => `1${tail}${gtinCheckDigit(`1${tail}`)}`);
const value = fc.string({
  unit: fc.constantFrom(
    ...'!"%&\'*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz',
  ),
  minLength: 1,
  maxLength: 20,
});
const day = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2070-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const coded = (date: string) => date.slice(2).replaceAll('-', '');
const stated = fc.record({ gtin: gtin14, lot: value, madeOn: day, bestBefore: day, serial: value });
type Stated = typeof stated extends fc.Arbitrary<infer T> ? T : never;

const printed = (s: Stated, fnc1: string) =>
  `01${s.gtin}10${s.lot}${fnc1}11${coded(s.madeOn)}21${s.serial}${fnc1}17${coded(s.bestBefore)}`;
const link = (s: Stated) =>
  `https://id.gs1.org/01/${s.gtin}/10/${encodeURIComponent(s.lot)}/21/${encodeURIComponent(s.serial)}?11=${coded(s.madeOn)}&17=${coded(s.bestBefore)}`;

describe('reading any scan', () => {
  it('[RST-4] gets back what a code was made of, whatever the scanner makes of FNC1', () => {
    const form = fc.constantFrom(gs, '<GS>', '|', '~', '\u241d');
    fc.assert(
      fc.property(stated, form, (s, fnc1) => {
        const facts = { lot: s.lot, madeOn: s.madeOn, bestBefore: s.bestBefore };
        expect(read(`]d2${printed(s, fnc1)}`)).toMatchObject(ok(facts));
        expect(read(link(s))).toMatchObject(ok(facts));
      }),
    );
  });

  it('[RST-4] splits elements as another reader does', () => {
    fc.assert(
      fc.property(stated, (s) => {
        const text = printed(s, gs);
        const theirs = parseBarcode(`]d2${text}`).parsedCodeItems.map((one) => [one.ai, one.raw]);
        const ours = splitElements(text);
        expect(ours.ok && [...ours.elements]).toEqual(theirs);
      }),
    );
  });

  it('[RST-4] never throws, and never gives a GTIN with a wrong check digit', () => {
    const bits = fc.constantFrom(
      '01',
      long,
      '10',
      '17',
      '26',
      '(',
      ')',
      gs,
      ']d2',
      'https://',
      '/01/',
      '%',
      '？',
    );
    const noise = fc.array(fc.oneof(bits, fc.string({ unit: 'binary', maxLength: 4 }), digits(6)), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(noise, (parts) => {
        const reading = read(parts.join(''));
        if (!reading.ok) return;
        expect(gtinCheckDigit(reading.facts.gtin.slice(0, -1))).toBe(reading.facts.gtin.at(-1));
      }),
      { numRuns: 1000 },
    );
  });
});
