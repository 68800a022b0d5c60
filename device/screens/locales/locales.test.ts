import { categories, qualityMarks } from '@zhuangui/protocol/catalog.ts';
import { Freshness, GatePoint, gateReasons, Outcome, PaymentMethod } from '@zhuangui/protocol/units.ts';
import { describe, expect, it } from 'vitest';
import { en } from './en.ts';
import { zhCN } from './zh-CN.ts';

interface Tree {
  [key: string]: string | Tree;
}

function leaves(tree: Tree, path = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [[`${path}${key}`, value] as [string, string]]
      : leaves(value, `${path}${key}.`),
  );
}

const placeholders = (words: string) => [...words.matchAll(/\{\{(\w+)/g)].map((match) => match[1]).sort();
const literals = (union: { anyOf: { const: string }[] }) => union.anyOf.map((literal) => literal.const);

const chinese = new Map(leaves(zhCN));
const english = new Map(leaves(en));

describe('languages', () => {
  it('[SCR-7] have the same keys', () => {
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort());
  });

  it('[SCR-7] leave no word empty and use the same values in it', () => {
    for (const [key, words] of chinese) {
      expect(words.trim(), key).not.toBe('');
      expect(english.get(key)!.trim(), key).not.toBe('');
      expect(placeholders(english.get(key)!), key).toEqual(placeholders(words));
    }
  });

  it('[SCR-7] have Chinese in the Chinese file and none in the English one', () => {
    for (const [key, words] of chinese) expect(words, key).toMatch(/\p{Script=Han}/u);
    for (const [key, words] of english) expect(words, key).not.toMatch(/\p{Script=Han}/u);
  });

  it.each([
    ['reasons', gateReasons],
    ['categories', categories],
    ['marks', qualityMarks],
    ['freshness', literals(Freshness)],
    ['sale.outcome', literals(Outcome)],
    ['methods', literals(PaymentMethod)],
    ['operator.refusals.points', literals(GatePoint)],
  ] as [string, readonly string[]][])('[SCR-7] have words for every value of %s', (path, values) => {
    expect(values.length).toBeGreaterThan(1);
    for (const value of values) {
      expect(chinese.get(`${path}.${value}`), value).toBeTruthy();
      expect(english.get(`${path}.${value}`), value).toBeTruthy();
    }
  });

  it('[SCR-7] never name two reasons alike', () => {
    for (const words of [zhCN, en]) {
      expect(new Set(Object.values(words.reasons)).size).toBe(gateReasons.length);
    }
  });
});
