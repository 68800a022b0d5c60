// docs/operations/hub.md names buttons and pages as the console shows them: in Chinese, and after a slash in English.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { en } from '../../hub/console/locales/en.ts';
import { zhCN } from '../../hub/console/locales/zh-CN.ts';

const guide = readFileSync(join(import.meta.dirname, '../../docs/operations/hub.md'), 'utf8');

/** What a person reads, without counts and with the line breaks of the document as spaces. */
const tidy = (text: string) =>
  text
    .replace(/[（( ]*\{\{\w+\}\}[）)]*/g, '')
    .replace(/\s+/g, ' ')
    .trim();

function leavesOf(words: object, path = ''): [string, string][] {
  return Object.entries(words).flatMap(([name, value]) =>
    typeof value === 'string' ? [[`${path}${name}`, tidy(value)]] : leavesOf(value, `${path}${name}.`),
  );
}
const english = new Map(leavesOf(en));
/** By Chinese name: what the same keys say in English. */
const named = new Map<string, string[]>();
for (const [key, zh] of leavesOf(zhCN)) named.set(zh, [...(named.get(zh) ?? []), english.get(key) ?? '']);

/** Columns and words of the national office's table, said by the page that takes it in. */
const inTable = new Set(zhCN.certification.batch.importHint.split(/[：、。]/).concat(['通过', '未通过']));

const word = /[\u4e00-\u9fff](?:[\u4e00-\u9fff，。（）]|\.(?=pem))*(?:pem）)?/g;

interface Name {
  zh: string;
  after: string;
}
function namesIn(text: string): Name[] {
  const flat = text.replace(/^ {4}.*$/gm, '').replace(/\s+/g, ' ');
  return [...flat.matchAll(word)].map((found) => ({
    zh: found[0].replace(/[，（]+$/, ''),
    after: flat.slice(found.index + found[0].length, found.index + found[0].length + 80),
  }));
}

function wrongIn(text: string): string[] {
  return namesIn(text).flatMap(({ zh, after }) => {
    const said = named.get(zh);
    if (!said) return inTable.has(zh) ? [] : [`${zh}: no page shows this`];
    const given = /^ \/ (.*)/.exec(after)?.[1];
    const isRow = /^ \/ [^|]{1,60}\|/.test(after);
    if (given === undefined || isRow || said.some((one) => given.startsWith(one))) return [];
    return [`${zh} / ${given.slice(0, 30)}: the page says ${said.join(' or ')}`];
  });
}

describe('docs/operations/hub.md', () => {
  it('[SCR-7] names every button and page as the console does, in both languages', () => {
    expect(namesIn(guide).length).toBeGreaterThan(60);
    expect(wrongIn(guide)).toEqual([]);
  });

  it('a renamed button would be noticed', () => {
    expect(wrongIn('按钮 确认提交了 / Confirm')).not.toEqual([]);
    expect(wrongIn('press 确认提交 / Hand in')).toEqual(['确认提交 / Hand in: the page says Confirm']);
  });
});
