import { positionRefusals } from '@zhuangui/protocol/messages.ts';
import { Freshness, GatePoint, gateReasons, PaymentMethod } from '@zhuangui/protocol/units.ts';
import { describe, expect, it } from 'vitest';
import { refusalNames } from '../../broker/broker-stats.ts';
import { caseKinds } from '../../ledger/ledger-types.ts';
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
/** Chinese counts with a word that English does without. */
const onlyChinese = ['figures.salesUnit'];

describe('languages of the console', () => {
  it('[CON-2] have the same keys and the same values in them', () => {
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort());
    for (const [key, words] of chinese) {
      expect(words.trim(), key).not.toBe('');
      if (!onlyChinese.includes(key)) expect(english.get(key)!.trim(), key).not.toBe('');
      expect(placeholders(english.get(key)!), key).toEqual(placeholders(words));
    }
  });

  it('[CON-2] have Chinese in the Chinese file and none in the English one', () => {
    const placeholdersOnly = /^[\W\d]*\{\{/;
    for (const [key, words] of chinese)
      if (!placeholdersOnly.test(words)) expect(words, key).toMatch(/\p{Script=Han}/u);
    for (const [key, words] of english) expect(words, key).not.toMatch(/\p{Script=Han}/u);
  });

  it.each([
    ['reasons', gateReasons],
    ['freshness', literals(Freshness)],
    ['methods', literals(PaymentMethod)],
    ['refusals.points', literals(GatePoint)],
    ['cases.kinds', caseKinds],
    ['traffic.names', refusalNames],
    ['traffic.names', positionRefusals.map((name) => `journal ${name}`)],
  ] as [string, readonly string[]][])('[CON-2] have words for every value of %s', (path, values) => {
    expect(values.length).toBeGreaterThan(1);
    for (const value of values) {
      expect(chinese.get(`${path}.${value}`), value).toBeTruthy();
      expect(english.get(`${path}.${value}`), value).toBeTruthy();
    }
  });
});
