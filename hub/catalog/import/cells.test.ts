import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCertificate, parseCreditCode, parseGtins } from './codes.ts';
import { parseDate, parseDateSpan } from './dates.ts';
import { parsePeople, parseShelfLife } from './numbers.ts';
import { parseOrigin } from './origin.ts';
import type { Parsed } from './reason.ts';
import { banners } from './regions.ts';
import { tidyProse } from './text.ts';
import { categoryWords, parseCategory, parseMarks } from './words.ts';

const got = <T>(parsed: Parsed<T>): T | string => (parsed.ok ? parsed.value : parsed.code);

describe('codes', () => {
  it.each([
    ['６９０１２３４５６７８９２', ['6901234567892']],
    ['6901234567892、96385074', ['6901234567892', '96385074']],
    ['6901234567892;\n96385074，036000291452', ['6901234567892', '96385074', '036000291452']],
    ['036000291452 0036000291452', ['0036000291452']],
    ['6.90123E+12', 'gtin-scientific'],
    ['36000291452', 'gtin-lost-zero'],
    ['6901234567893', 'gtin-check'],
    ['690123456', 'gtin-length'],
    ['无', 'gtin-digits'],
    [' 、', 'gtin-missing'],
  ])('[CAT-3] reads the barcodes %j', (text, expected) => expect(got(parseGtins(text))).toEqual(expected));

  it('[CAT-3] says the digit that would be right', () => {
    const parsed = parseGtins('6901234567893');
    expect(parsed.ok || parsed.message.en).toContain('give 2');
  });

  it.each([
    [' 9135 0100m000100y43 ', '91350100M000100Y43'],
    ['91350100M000100Y44', 'credit-check'],
    ['91350100M000100Y4', 'credit-length'],
    ['9135O100M000100Y43', 'credit-alphabet'],
    ['9.1150E+17', 'credit-scientific'],
    ['911504001234567000', 'credit-rounded'],
  ])('[CAT-4] reads the credit code %j', (text, expected) =>
    expect(got(parseCreditCode(text))).toBe(expected),
  );

  it.each([
    ['ＮＭＦＰ－2020－000123', 'NMFP-2020-000123'],
    ['内扶产123号', 'certificate-form'],
    ['2.02E+11', 'certificate-scientific'],
    [`A${'1'.repeat(40)}`, 'certificate-form'],
  ])('[CAT-5] reads the certificate number %j', (text, expected) =>
    expect(got(parseCertificate(text))).toBe(expected),
  );
});

describe('dates', () => {
  it.each([
    ['2020-11-10', '2020-11-10'],
    ['2020年11月1日', '2020-11-01'],
    ['２０２０．１１．１０', '2020-11-10'],
    ['2020/1/2', '2020-01-02'],
    ['20201110', '2020-11-10'],
    ['44145', '2020-11-10'],
    ['36526', '2000-01-01'],
    ['2024-02-29', '2024-02-29'],
    ['2023-02-29', 'date-none'],
    ['2020-13-01', 'date-none'],
    ['12345', 'date-serial'],
    ['长期', 'date-form'],
  ])('[CAT-8] reads the date %s', (text, expected) => expect(got(parseDate(text))).toBe(expected));

  it('[CAT-8] reads every day in every form', () => {
    const days = fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(days, (date) => {
        const iso = date.toISOString().slice(0, 10);
        const [y, m, d] = iso.split('-').map(Number);
        for (const text of [iso, `${y}年${m}月${d}日`, `${y}.${m}.${d}`, iso.replaceAll('-', '')]) {
          expect(got(parseDate(text))).toBe(iso);
        }
        const serial = Math.round((Date.parse(iso) - Date.parse('1899-12-30')) / 86_400_000);
        expect(got(parseDate(String(serial)))).toBe(iso);
      }),
    );
  });

  it.each([
    '2020-11-10至2023-11-09',
    '2020.11.10-2023.11.9',
    '2020年11月10日—2023年11月9日',
    '2020-11-10 ~ 2023-11-09',
  ])('[CAT-8] reads the span %s', (text) =>
    expect(got(parseDateSpan(text))).toEqual({ from: '2020-11-10', until: '2023-11-09' }),
  );

  it('[CAT-8] refuses half a span', () => {
    expect(got(parseDateSpan('2023-11-09'))).toBe('date-span');
    expect(got(parseDateSpan('至2023-11-09'))).toBe('date-form');
  });
});

describe('origin', () => {
  it.each([
    ['敖汉旗', '', '', '150430'],
    ['敖汉', '', '', '150430'],
    ['内蒙古自治区赤峰市敖汉旗', '', '', '150430'],
    ['赤峰敖汉旗', '', '', '150430'],
    ['150430', '', '', '150430'],
    ['', '', '150430', '150430'],
    ['察右中旗', '', '', '150927'],
    ['科左后旗', '通辽市', '', '150522'],
    ['莫旗', '', '', '150722'],
    ['苏右旗', '锡盟', '', '152524'],
    ['鄂伦春旗', '', '', '150723'],
    ['东乌旗', '', '', '152525'],
    ['乌审旗', '', '', '150626'],
    ['阿旗', '', '', 'banner-ambiguous'],
    ['阿旗', '赤峰市', '', '150421'],
    ['巴林', '', '', 'banner-ambiguous'],
    ['赤峰市', '', '', 'banner-league-only'],
    ['乌海', '', '', 'banner-league-only'],
    ['敖汉旗', '通辽市', '', 'banner-league-mismatch'],
    ['长沙县', '', '', 'banner-unknown'],
    ['敖汉旗', '', '150525', 'banner-mismatch'],
    ['', '', '430121', 'banner-code'],
  ])('[CAT-9] %s / %s / %s is %s', (banner, league, code, expected) => {
    const parsed = parseOrigin(banner, league, code);
    expect(parsed.ok ? parsed.value.banner : parsed.code).toBe(expected);
  });

  it('[CAT-9] knows every banner by its full name, alone and behind its league', () => {
    expect(banners).toHaveLength(103);
    for (const { code, name, league } of banners) {
      for (const text of [name, league.name + name, `内蒙古${league.name}${name}`]) {
        expect(got(parseOrigin(text, league.name, ''))).toEqual({ banner: code, name, league: league.code });
      }
    }
  });
});

describe('words and numbers', () => {
  it('[CAT-7] knows every category by each of its words and by its code', () => {
    for (const [category, words] of Object.entries(categoryWords)) {
      for (const word of [...words, category]) expect(got(parseCategory(word))).toBe(category);
    }
    expect(got(parseCategory('蔬菜类'))).toBe('vegetable');
    expect(got(parseCategory('农副产品（牛羊肉）'))).toBe('meat');
    expect(got(parseCategory('五金'))).toBe('category-unknown');
  });

  it('[CAT-7] reads marks', () => {
    expect(got(parseMarks('绿色食品、有机产品，农产品地理标志'))).toEqual([
      'green-food',
      'organic',
      'geographical-indication',
    ]);
    for (const none of ['', '无', '—', '/', 'SC认证']) expect(got(parseMarks(none))).toEqual([]);
  });

  it.each([
    ['365', '天', 365],
    ['365天', '月', 365],
    ['12个月', '天', 365],
    ['18', '月', 545],
    ['常温6个月', '天', 180],
    ['一年', '天', 365],
    ['两年', '天', 730],
    ['十八个月', '天', 545],
    ['半年', '天', 182],
    ['见包装', '天', 'shelf-life-form'],
    ['0', '天', 'shelf-life-form'],
    ['3651', '天', 'shelf-life-form'],
    ['1.5', '天', 'shelf-life-form'],
  ])('[CAT-11] reads the shelf life %s under %s', (text, unit, expected) =>
    expect(got(parseShelfLife(text, unit))).toBe(expected),
  );

  it.each([
    ['1,234', 1234],
    ['８６人', 86],
    ['86.0', 86],
    ['86.5', 'people-form'],
    ['-3', 'people-form'],
    ['99999999', 'people-form'],
  ])('reads the number of people %s', (text, expected) => expect(got(parsePeople(text))).toBe(expected));

  it('keeps Chinese punctuation in prose', () => {
    expect(tidyProse(' 敖汉旗（１号）\n合作社，Ａ级  good food ')).toBe('敖汉旗（1号）合作社，A级 good food');
  });
});
