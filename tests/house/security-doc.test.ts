// The checklist of docs/security.md and the threat model say nothing that is not there.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

interface Row {
  first: string;
  cells: string[];
  at: string;
}

/** Rows of the tables whose first cell is a number: `1.2.3` of ASVS, or `T1` of the threat model. */
const rowsOf = (document: string): Row[] =>
  read(document)
    .split('\n')
    .filter((line) => /^\| (\d+\.\d+\.\d+|T\d+) /.test(line))
    .map((line) => {
      const cells = line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim());
      return { first: cells[0]!, cells, at: `${document} ${cells[0]}` };
    });

const checklist = rowsOf('docs/security.md');
const threats = rowsOf('docs/threat-model.md');

/** `path` “title”: the file has a test whose title holds these words. */
const proofsIn = (text: string) => [...text.matchAll(/`([\w./-]+\.test\.tsx?)` “([^”]+)”/g)];
const pathsIn = (text: string) =>
  [...text.matchAll(/`((?:hub|device|protocol|tests|docs)\/[\w./-]+)`/g)].map(([, path]) => path!);

const missingIn = (text: string): string[] => [
  ...pathsIn(text).filter((path) => !existsSync(join(root, path))),
  ...proofsIn(text)
    .filter(([, path]) => existsSync(join(root, path!)))
    .filter(([, path, title]) => !read(path!).includes(title!))
    .map(([, path, title]) => `${path} has no “${title}”`),
];

describe('house: security documents', () => {
  it('[SEC-31] every line of the checklist has a number once, a status, and what the status asks for', () => {
    expect(checklist.length).toBeGreaterThan(150);
    const numbers = checklist.map(({ first }) => first);
    expect(numbers.filter((number, index) => numbers.indexOf(number) !== index)).toEqual([]);
    const wrong = checklist.flatMap(({ at, cells }) => {
      if (cells.length !== 5) return [`${at}: ${cells.length} cells`];
      const [, , how, status, proof] = cells as [string, string, string, string, string];
      if (status === 'met') return proofsIn(proof).length > 0 ? [] : [`${at}: no test`];
      if (!['said', 'part', 'open', 'n/a'].includes(status)) return [`${at}: status ${status}`];
      return how.length > 10 ? [] : [`${at}: does not say why`];
    });
    expect(wrong).toEqual([]);
  });

  it('[SEC-31] every threat has a measure that is tested, or says what stays and who accepts it', () => {
    expect(threats.length).toBeGreaterThan(20);
    const wrong = threats.flatMap(({ at, cells }) => {
      const [, threat = '', measures = '', stays = ''] = cells;
      const isWhole = cells.length === 4 && threat.length > 10 && stays.length > 3;
      return isWhole && (proofsIn(measures).length > 0 || stays.length > 20) ? [] : [at];
    });
    expect(wrong).toEqual([]);
  });

  it('[SEC-31] every file and every test that is named exists', () => {
    const missing = [...checklist, ...threats].flatMap(({ at, cells }) =>
      missingIn(cells.join(' | ')).map((what) => `${at}: ${what}`),
    );
    expect(missing).toEqual([]);
  });
});
