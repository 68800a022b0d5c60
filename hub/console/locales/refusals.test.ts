import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { evidenceSentences } from '../../certification/evidence-kind.ts';
import { httpErrorCodes } from '../../http/errors.ts';
import { en } from './en.ts';
import { zhCN } from './zh-CN.ts';

const hub = join(import.meta.dirname, '..', '..');
const sources = globSync('**/*.ts', {
  cwd: hub,
  exclude: ['**/*.test.ts', '**/node_modules/**', 'console/**', '**/*-rig.ts'],
}).map((name) => ({ name, text: readFileSync(join(hub, name), 'utf8') }));

/** Reasons that are made of parts or handed on, by how they are written in the code. */
const made: Record<string, readonly string[]> = {
  '`password-${problem}`': ['too-short', 'too-long', 'contains-login', 'too-common', 'too-simple'].map(
    (problem) => `password-${problem}`,
  ),
  '`credit-code-${problem}`': ['length', 'alphabet', 'check'].map((problem) => `credit-code-${problem}`),
  'kind.problem': Object.keys(evidenceSentences),
  // What a file of a table is refused for, and a catalog file as a whole.
  'error.code': reasonsAfter(/new ImportFileError\(\s*('[\w-]+')/g),
  '`file-${result.code}`': [
    ...reasonsAfter(/ok: false, code: ('[\w-]+')/g),
    ...reasonsAfter(/^\s+code: ('(?:no|missing)-[\w-]+')/gm),
  ],
  // A helper of its own file, called with the reason.
  reason: reasonsAfter(/\bconflict\(\s*('[\w-]+')/g),
};

function reasonsAfter(pattern: RegExp): string[] {
  return sources.flatMap(({ text }) => [...text.matchAll(pattern)].map(([, name]) => name!.slice(1, -1)));
}

/** Every refusal of the code: how its reason is written, and all of what is given with it. */
const thrown = sources.flatMap(({ name, text }) =>
  [...text.matchAll(/new DomainError\(\s*[^,]+,\s*([^,]+),((?:[^;]|;(?!\s*\n))*)/g)].map(
    ([, reason, rest]) => ({
      name,
      reason: reason!.trim(),
      rest: rest!,
    }),
  ),
);
const literals = (reason: string): readonly string[] =>
  /^'[\w-]+'$/.test(reason) ? [reason.slice(1, -1)] : (made[reason] ?? []);

const valuesIn = (words: string) =>
  [...words.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name!).filter((name) => name !== 'detail');

describe('refusals in the reader’s language', () => {
  it('[CON-11] every reason in the code has words in Chinese and English', () => {
    expect(thrown.length).toBeGreaterThan(150);
    const unknownWays = thrown.filter(({ reason }) => literals(reason).length === 0);
    expect(unknownWays).toEqual([]);
    const reasons = [...new Set(thrown.flatMap(({ reason }) => literals(reason)))].sort();
    for (const words of [zhCN.problem.reasons, en.problem.reasons] as Record<string, string>[])
      expect(reasons.filter((reason) => !words[reason])).toEqual([]);
  });

  it('[CON-11] every value in a sentence comes with the answer, wherever it is thrown', () => {
    const words: Record<string, string> = zhCN.problem.reasons;
    const missing = thrown.flatMap(({ name, reason, rest }) =>
      literals(reason).flatMap((one) =>
        valuesIn(words[one]!)
          .filter(
            (value) =>
              !new RegExp(`\\{[^{}]*\\b${value}\\b[^{}]*\\}[,\\s]*\\)`).test(
                rest.replaceAll(/\$\{[^}]*\}|\n/g, ' '),
              ),
          )
          .map((value) => `${name}: ${one} needs ${value}`),
      ),
    );
    expect(missing).toEqual([]);
  });

  it('[CON-11] every code of an answer has words', () => {
    for (const words of [zhCN.problem.codes, en.problem.codes] as Record<string, string>[])
      expect(httpErrorCodes.filter((code) => !words[code])).toEqual([]);
  });
});
