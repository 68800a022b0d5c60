// The monthly report in the console against an independent sum over the journals that the hub exports.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import { dayOf } from '@zhuangui/protocol/days.ts';
import type { LineBody } from '@zhuangui/protocol/journal-lines.ts';
import type { ListVersions } from '@zhuangui/protocol/messages.ts';
import type { Page } from 'playwright-core';
import readXlsx from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { placeOf } from '../../../simulators/fleet/places.ts';
import { sampleEntries } from '../../../simulators/samples/entries.ts';
import type { RigCounter } from '../../hub/hub-rig.ts';
import { type ConsoleWorld, openConsoleWorld } from './console-world.ts';

const waitMs = 120_000;
const dayMs = 86_400_000;
const now = Date.now();
/** This month begins in Beijing; the report is of the month before. */
const thisMonthMs = Date.parse(`${dayOf(now).slice(0, 7)}-01T00:00:00+08:00`);
const period = dayOf(thisMonthMs - 2 * dayMs).slice(0, 7);
const periodMs = Date.parse(`${period}-01T00:00:00+08:00`);
const entries = sampleEntries({ count: 5, referenceDate: dayOf(now) });
/** Two of Hohhot, one of Chifeng. */
const places = [placeOf(0), placeOf(1), placeOf(4)];

let world: ConsoleWorld;
let counters: RigCounter[];
let lists: ListVersions;
beforeAll(async () => {
  world = await openConsoleWorld();
  await world.hub.publish(entries);
  const { root, catalog, withdrawals, channels, snapshot } = await world.hub.hub.repository.versions();
  lists = { root, catalog, withdrawals, channels, snapshot };
  counters = [];
  for (const { id, name, ...place } of places) counters.push(await world.hub.addCounter(id, name, place));
  await write();
}, waitMs);
afterAll(() => world?.close());

const nothing = { sales: 0, salesFen: 0, certified: 0, refunds: 0, refundsFen: 0, refused: 0 };
let orders = 0;

/** One order of one package, delivered or given back; `at` is the counter's own time. */
function order(entry: Entry, at: number, isDelivered: boolean): LineBody[] {
  orders += 1;
  const id = `o${String(orders).padStart(24, 'a')}`;
  const priceFen = entry.priceBand.minFen + orders;
  const item = { item: 1, slot: 3, entry: entry.id, lot: '20250901-A', priceFen };
  const permit = {
    ...{ entry: entry.id, lot: item.lot, certificate: entry.certificate.number, lists: '0'.repeat(64) },
    ...{ catalogVersion: lists.catalog, withdrawalsVersion: lists.withdrawals },
    ...{ channelsVersion: lists.channels, freshness: 'green' as const, priceBand: entry.priceBand },
  };
  const method = orders % 2 ? ('wechat' as const) : ('cash' as const);
  const of = { order: id, method };
  const back = { refund: `r${id.slice(1)}-1`, item: 1, amountFen: priceFen, reason: 'not-delivered' };
  const lines: LineBody[] = [
    { kind: 'order', ...of, items: [{ ...item, permit }], totalFen: priceFen },
    { kind: 'paid', ...of, amountFen: priceFen, transaction: `t${orders}` },
    { kind: 'dispensing', order: id, ...item, permit },
  ];
  if (isDelivered) lines.push({ kind: 'outcome', ...of, ...item, outcome: 'delivered', detail: 'dispensed' });
  else
    lines.push(
      { kind: 'outcome', ...of, ...item, outcome: 'not-delivered', detail: 'jammed' },
      { kind: 'refund', ...of, ...back, state: 'due' },
      { kind: 'refund', ...of, ...back, state: 'done' },
      // Said again after a restart: it is the same money.
      { kind: 'refund', ...of, ...back, state: 'done' },
    );
  return lines.map((line) => ({ ...line, at }));
}

const refusal = (at: number, reasons: ('not-certified' | 'lot-expired' | 'slot-empty')[]): LineBody =>
  ({ kind: 'refused', point: 'load', slot: 5, entry: entries[0]!.id, reasons, lists, at }) as LineBody;

/** Around both ends of the month, within it, and goods that nobody certified. */
async function write(): Promise<void> {
  const uncertified = { ...entries[0]!, id: 'NOT-CERTIFIED' };
  const times = [periodMs - 1, periodMs, periodMs + 9 * dayMs, periodMs + 20 * dayMs, thisMonthMs, now];
  for (const [at, counter] of counters.entries())
    for (const [index, time] of times.entries())
      await counter.write(
        ...order(entries[(at + index) % entries.length]!, time, true),
        ...order(entries[(at * 2 + index) % entries.length]!, time + 1000, index % 2 === 0),
        ...(index === 2 && at === 1 ? order(uncertified, time, true) : []),
        refusal(time, index % 3 === 0 ? ['slot-empty'] : ['not-certified', 'slot-empty']),
      );
  await world.hub.hub.audit.idle();
}

interface RawLine {
  seq: number;
  at: number;
  kind: string;
  outcome?: string;
  state?: string;
  refund?: string;
  entry?: string;
  priceFen: number;
  amountFen: number;
  reasons?: string[];
}

/** A counter's journal as anybody may download it. */
async function downloaded(counter: string): Promise<RawLine[]> {
  const headers = { authorization: `Bearer ${world.hub.hub.adminToken}` };
  const text = await (await fetch(`${world.hub.url}/api/counters/${counter}/journal`, { headers })).text();
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as RawLine);
}

const inMonth = ({ at }: RawLine) => new Date(at + 8 * 3_600_000).toISOString().startsWith(period);

/** Added up by nothing of the hub's: delivered packages, refunds that moved (each once), refusals about goods. */
function sumOf(lines: readonly RawLine[]): typeof nothing {
  const sum = { ...nothing };
  const moved = new Set<string>();
  for (const line of lines.filter(inMonth)) {
    if (line.kind === 'outcome' && line.outcome === 'delivered') {
      sum.sales += 1;
      sum.salesFen += line.priceFen;
      sum.certified += entries.some(({ id }) => id === line.entry) ? 1 : 0;
    }
    if (line.kind === 'refund' && line.state === 'done' && !moved.has(line.refund!)) {
      moved.add(line.refund!);
      sum.refunds += 1;
      sum.refundsFen += line.amountFen;
    }
    if (line.kind === 'refused' && line.reasons!.some((reason) => reason !== 'slot-empty')) sum.refused += 1;
  }
  return sum;
}

const shareOf = ({ certified, sales }: typeof nothing) => Math.floor((certified / sales) * 10_000) / 100;
const numberOf = (text: string) => Number(text.replace(/[¥,%]/g, ''));
/** A row of the page: packages, yuan, yuan given back, certified percent, refused. */
const rowOf = (sum: typeof nothing) => [
  ...[sum.sales, sum.salesFen / 100, sum.refundsFen / 100, shareOf(sum), sum.refused],
];

/** Rows of a table of the report by their first column. */
async function shown(page: Page, testId: string): Promise<Map<string, number[]>> {
  const rows = await page.getByTestId(testId).locator('tbody tr').all();
  const cells = await Promise.all(
    rows.map(
      async (row) =>
        [
          await row.locator('th').textContent(),
          (await row.locator('td').allTextContents()).map(numberOf),
        ] as const,
    ),
  );
  return new Map(cells.map(([name, numbers]) => [name ?? '', numbers]));
}

describe('the monthly report', () => {
  it(
    '[REP-1, REP-2, REP-3, STAT-1, STAT-6] equals the sum over the journals, on screen and in the workbook, opens its lines, and is frozen once',
    async () => {
      const journals = await Promise.all(counters.map(({ id }) => downloaded(id)));
      const [first, second, third] = journals as [RawLine[], RawLine[], RawLine[]];
      const whole = sumOf(journals.flat());
      expect(whole).toMatchObject({ sales: 16, certified: 15, refunds: 6, refused: 6 });

      const { page, problems, close } = await world.openAs('statistician', `/reports/${period}`);
      await page.getByTestId('report-by-league').waitFor();
      expect([...(await shown(page, 'report-month')).values()]).toEqual([rowOf(whole)]);
      const leagues = await shown(page, 'report-by-league');
      expect(Object.fromEntries(leagues)).toEqual({
        呼和浩特市: rowOf(sumOf([...first, ...second])),
        赤峰市: rowOf(sumOf(third)),
      });

      const folder = await mkdtemp(join(tmpdir(), 'report-'));
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByTestId('report-xlsx').click(),
      ]);
      const file = join(folder, 'report.xlsx');
      await download.saveAs(file);
      const sheets = (await readXlsx(file)) as unknown as { sheet: string; data: unknown[][] }[];
      await rm(folder, { recursive: true });
      const { sales, salesFen, refunds, refundsFen, refused } = whole;
      const month = sheets.find(({ sheet }) => sheet === '汇总')!.data.find(([name]) => name === '本月')!;
      expect(month.slice(1, 5)).toEqual([sales, salesFen / 100, refunds, refundsFen / 100]);
      expect(month.slice(5, 8)).toEqual([
        sales,
        Math.round((10_000 * whole.certified) / sales) / 100,
        refused,
      ]);
      const chifeng = sheets
        .find(({ sheet }) => sheet === '按盟市')!
        .data.find((row) => row[1] === '150400')!;
      expect(chifeng.slice(3, 5)).toEqual([sumOf(third).sales, sumOf(third).salesFen / 100]);

      await page
        .getByTestId('report-by-league')
        .locator('tr', { hasText: '赤峰市' })
        .locator('a')
        .nth(1)
        .click();
      await page.getByTestId('lines-table').waitFor();
      const places = await page
        .getByTestId('lines-table')
        .locator('tbody tr.ant-table-row td:nth-child(4)')
        .allTextContents();
      const own = third.filter((line) => inMonth(line) && line.outcome === 'delivered');
      const seqs = places.map((text) => Number(text.split(' · ')[1]));
      expect(seqs.sort((a, b) => a - b)).toEqual(own.map(({ seq }) => seq));

      await page.goto(`${world.hub.url}/console/reports/${period}`);
      await page.getByTestId('report-freeze').click();
      await page.locator('#report-freeze-ok').click();
      await page.getByTestId('report-frozen').waitFor();
      const late = order(entries[0]!, periodMs + dayMs, true);
      await counters[0]!.write(...late);
      await page.reload();
      await page.getByTestId('report-frozen').getByText('呼和浩特市').waitFor();
      expect([...(await shown(page, 'report-month')).values()]).toEqual([rowOf(whole)]);
      expect(await page.getByTestId('report-freeze').count()).toBe(0);
      const statistician = await world.desk('statistician');
      await expect(statistician.send('POST', `/api/reports/${period}/freeze`, {})).rejects.toThrow();
      expect(problems).toEqual([]);
      await close();
    },
    waitMs,
  );
});
