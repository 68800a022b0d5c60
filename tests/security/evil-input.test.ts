// Files and texts that are made to hurt: unpacked, matched and parsed within bounds, and beside the hub's own work.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it, vi } from 'vitest';
import { headingKey } from '../../hub/catalog/import/headings.ts';
import { readTableInWorker } from '../../hub/catalog/import/read-in-worker.ts';
import { readTable } from '../../hub/catalog/import/read-table.ts';
import { inspectXlsx } from '../../hub/catalog/import/xlsx-inspect.ts';
import { openLogFile } from '../../hub/platform/log-file.ts';

vi.setConfig({ testTimeout: 60_000 });
const root = join(import.meta.dirname, '..', '..');

/** Milliseconds of this process's own computing, whatever else the machine does. */
function costOf(work: () => unknown): number {
  const began = process.cpuUsage();
  work();
  return process.cpuUsage(began).user / 1000;
}

const sheetName = 'xl/worksheets/sheet1.xml';
const workbook = (sheet: string, more: Record<string, string> = {}) => {
  const parts = { [sheetName]: sheet, ...more };
  return Buffer.from(
    zipSync(Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(text)]))),
  );
};
const kind = '<?xml version="1.0"?>';
const types = `${kind}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`;
const rels = `${kind}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`;
const book = `${kind}<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>`;
const whole = (cell: string, head = '') =>
  workbook(
    `${kind}${head}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>${cell}</t></is></c></row></sheetData></worksheet>`,
    { 'xl/workbook.xml': book, 'xl/_rels/workbook.xml.rels': rels, '[Content_Types].xml': types },
  );

describe('an uploaded table', () => {
  it('[SEC-21] that is made for slow expressions is read in its length', () => {
    const million = 1_000_000;
    const evil = {
      cells: workbook('<c '.repeat(million / 3)),
      places: workbook(`<c ${'r="A1" '.repeat(million / 7)}`),
      merges: workbook('<mergeCell '.repeat(million / 11)),
      names: workbook('<a/>', { 'xl/_rels/workbook.xml.rels': '<Relationship '.repeat(million / 14) }),
      sheets: workbook('<a/>', { 'xl/workbook.xml': '<sheet '.repeat(million / 7) }),
      entities: workbook('<a/>', { 'xl/workbook.xml': `<sheet name="${'&#x'.repeat(million / 3)}"/>` }),
    };
    for (const [name, bytes] of Object.entries(evil))
      expect([name, costOf(() => inspectXlsx(bytes)) < 1500]).toEqual([name, true]);
    expect(costOf(() => headingKey('('.repeat(32_767)))).toBeLessThan(500);
  });

  it('[SEC-21] with a cell longer than a spreadsheet holds is refused, so is a list of sheets without end', async () => {
    const long = Buffer.from(`名称,备注\n${'长'.repeat(32_768)},x\n`);
    await expect(readTable(long, 'a.csv')).rejects.toThrow(/more than 32767 characters/);
    const endless = workbook('<a/>', { 'xl/workbook.xml': ' '.repeat(2_100_000) });
    expect(() => inspectXlsx(endless)).toThrow(/list of sheets/);
  });

  it('[SEC-20] that unpacks to far more than it is costs a thread, while the hub goes on', async () => {
    const bomb = workbook('<a/>'.repeat(5_000_000), { 'xl/workbook.xml': book });
    expect(bomb.length).toBeLessThan(100_000);
    expect(() => inspectXlsx(bomb, 1_000_000)).toThrow(/unpacks to too much/);
    let turns = 0;
    const turning = setInterval(() => {
      turns += 1;
    }, 5);
    await readTableInWorker(bomb, 'bomb.xlsx').catch((error: Error) => error);
    clearInterval(turning);
    expect(turns).toBeGreaterThan(10);
  });

  it('[SEC-20] gives the table it holds, and gives up after its time', async () => {
    expect((await readTableInWorker(Buffer.from('a,b\n1,2\n'), 'a.csv')).rows).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
    await expect(readTableInWorker(Buffer.from('a,b\n'), 'a.csv', 1)).rejects.toThrow(/took too long/);
  });

  it('[SEC-22] declares entities in vain: none is expanded, none is fetched', async () => {
    const laughs = `<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "${'&a;'.repeat(1000)}"><!ENTITY c "${'&b;'.repeat(1000)}"><!ENTITY file SYSTEM "file:///etc/passwd">]>`;
    const read = await readTable(whole('x&c;&file;y', laughs), 'a.xlsx').then(
      ({ rows }) => JSON.stringify(rows),
      (error: Error) => error.message,
    );
    expect(read).not.toMatch(/haha|root:/);
    expect(read.length).toBeLessThan(2000);
    // The same workbook without the entities is read.
    expect((await readTable(whole('敖汉小米'), 'a.xlsx')).rows).toEqual([['敖汉小米']]);
  });
});

const sources = ['hub', 'device', 'protocol'].flatMap((workspace) =>
  (readdirSync(join(root, workspace), { recursive: true }) as string[])
    .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$|node_modules|dist\//.test(name))
    .map((name) => join(workspace, name)),
);

interface Found {
  at: string;
  expression: RegExp;
}

/** Expressions written as literals, and as `pattern` of a schema. Read roughly: what is none does not compile. */
function expressionsIn(path: string): Found[] {
  const text = readFileSync(join(root, path), 'utf8').replace(/^\s*(\/\/|\*|\/\*).*$/gm, '');
  const literals = text.matchAll(
    /(?<=[(=:,&|!?[{}\n>]\s*)\/((?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+)\/([dgimsuvy]*)/g,
  );
  const patterns = text.matchAll(/pattern:\s*'((?:[^'\\]|\\.)*)'/g);
  return [
    ...[...literals].map(([, source, flags]) => [source!, flags!] as const),
    ...[...patterns].map(([, source]) => [source!.replaceAll('\\\\', '\\'), 'u'] as const),
  ].flatMap(([source, flags]) => {
    try {
      return [
        { at: `${path}: /${source}/${flags}`, expression: new RegExp(source, flags.replace(/[gy]/g, '')) },
      ];
    } catch {
      return [];
    }
  });
}

/** A quarter of what a cell may hold; each ends in something that fits nothing. */
const evilTexts = [
  ...['a', '0', ' ', '\t', '(', '<', '-', '.', ',', '"', "'", '/', '\\', '=', '一', '٠', '\n', '&', ';', ':'],
  ...[
    'a.',
    '1-',
    '0.',
    'a ',
    '1,',
    ' ,',
    'aA',
    '()',
    '<c ',
    '1111-',
    '(01)',
    '"a"',
    '/*',
    'x="',
    'A1:',
    '{"',
    '..',
    '--',
  ],
].map((piece) => `${piece.repeat(8192 / piece.length)}\u0001`);

describe('expressions', () => {
  it('[SEC-21] of the hub, the counter and the protocol take no evil text for long', () => {
    const found = sources.flatMap(expressionsIn);
    expect(found.length).toBeGreaterThan(200);
    // Four times the length is sixteen times the work of an expression that is not linear: half a second.
    const msMax = 32;
    const least = (work: () => unknown) => Math.min(costOf(work), costOf(work), costOf(work));
    const slow = found.flatMap(({ at, expression }) =>
      evilTexts.flatMap((text) => {
        const match = () => text.replace(expression, '');
        if (costOf(match) < msMax) return [];
        const ms = least(match);
        return ms < msMax ? [] : [`${at} ${JSON.stringify(text.slice(0, 8))} ${Math.round(ms)} ms`];
      }),
    );
    expect(slow).toEqual([]);
  });
});

describe('the log', () => {
  it('[SEC-12] [SEC-30] keeps one line for one event, and of an error what failed and where', () => {
    const folder = mkdtempSync(join(tmpdir(), 'zhuangui-log-'));
    const path = join(folder, 'hub.log');
    const cause = Object.assign(new Error('disk'), { code: 'SQLITE_FULL', parameters: ['a secret'] });
    const error = Object.assign(new TypeError('bad\r\n{"level":60}', { cause }), { body: 'another secret' });
    openLogFile(path, () => undefined).error(
      { error, path: '/x\n{"level":60}\u001b[31m' },
      'a request\nfailed',
    );
    const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean);
    rmSync(folder, { recursive: true });
    expect(lines).toHaveLength(1);
    const line = JSON.parse(lines[0]!) as { level: number; error: { stack: string } };
    expect(line).toMatchObject({
      level: 50,
      error: { type: 'TypeError', message: error.message, cause: { message: 'disk', code: 'SQLITE_FULL' } },
    });
    expect(line.error.stack).toContain('evil-input.test.ts');
    expect(lines[0]).not.toContain('secret');
    expect(lines[0]).not.toContain('\u001b');
  });
});
