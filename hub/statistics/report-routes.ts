// Targets, assessment and the monthly report over HTTP.
import { addDays, dayOf } from '@zhuangui/protocol/days.ts';
import type { Db } from '@zhuangui/protocol/db/db.ts';
import { Closed, Text } from '@zhuangui/protocol/units.ts';
import Type from 'typebox';
import type { Emit } from '../connectors/connectors.ts';
import { type Route, route } from '../http/routes/route.ts';
import type { Audit } from '../people/audit-port.ts';
import type { Scope } from '../people/scope.ts';
import type { Clock } from '../platform/clock.ts';
import { xlsxOf } from '../platform/xlsx.ts';
import { indicators } from './assessment.ts';
import { type MonthReport, monthDays, monthReport, type ReportParts, rankedBanners } from './report.ts';
import { reportPage } from './report-page.ts';
import { reportSheets } from './report-sheets.ts';
import { differences, freeze, listSnapshots, readSnapshot } from './snapshots.ts';
import { readSettings, writeSettings } from './stored-settings.ts';
import { type TargetKind, targetKinds } from './target-kinds.ts';
import { readTargets } from './target-table.ts';

export interface ReportRouteParts extends ReportParts {
  db: Db;
  clock: Clock;
  audit: Audit;
  /** Tells webhooks of a frozen report. */
  emit?: Emit;
}

const Year = Type.Integer({ minimum: 2020, maximum: 2099 });
const TargetBody = Closed({
  year: Year,
  kind: Type.Enum(targetKinds),
  key: Text(100),
  targetFen: Type.Integer({ minimum: 0, maximum: 1_000_000_000_000_00 }),
});
const Weight = Type.Integer({ minimum: 0, maximum: 100 });
const WeightsBody = Closed(
  Object.fromEntries(indicators.map((name) => [name, Weight])) as Record<
    (typeof indicators)[number],
    typeof Weight
  >,
);
const NamesBody = Closed({
  title: Text(80),
  offices: Type.Array(Text(60), { minItems: 1, maxItems: 10 }),
  author: Text(80),
});
const monthsShown = 24;

export function reportRoutes(parts: ReportRouteParts): Route[] {
  const { reader, clock, targets } = parts;

  /** The frozen report of the region when there is one; otherwise, or narrower, as the figures are now. */
  async function reportFor(period: string, scope: Scope) {
    const now = await monthReport(parts, period, scope);
    const frozen = scope.everything ? await readSnapshot(reader, period) : undefined;
    if (!frozen) return { report: now, changes: [] };
    const { content, ...head } = frozen;
    return { report: content, frozen: head, changes: differences(content, now) };
  }

  return [
    route({
      method: 'get',
      path: '/api/targets',
      tag: 'statistics',
      summary:
        'Targets of a year with what is reached, the share of the year that is over, and the forecast.',
      access: 'statistics.read',
      query: Closed({ year: Type.Optional(Year) }),
      async handle({ query, scope }) {
        const year = query.year ?? Number(dayOf(clock.nowMs()).slice(0, 4));
        return { year, rows: await targets.list(year, scope) };
      },
    }),
    route({
      method: 'put',
      path: '/api/targets',
      tag: 'statistics',
      summary:
        'Sets the target of a year for a region, league, banner, channel kind or host unit; zero takes it away.',
      access: 'target.write',
      body: TargetBody,
      async handle({ actor, body, demand }) {
        await demand({}, `target/${body.year}/${body.kind}/${body.key}`);
        await targets.set(actor, [{ ...body, kind: body.kind as TargetKind }]);
        return { ok: true };
      },
    }),
    route({
      method: 'post',
      path: '/api/targets/import',
      tag: 'statistics',
      summary:
        'Takes targets from a table (XLSX or CSV): 年度, 类别, 代码或名称, 目标（万元）. All rows or none.',
      access: 'target.write',
      file: { bytesMax: 2_000_000, about: 'XLSX or CSV with one heading row' },
      async handle({ actor, bytes, fileName, demand }) {
        await demand({}, 'target/import');
        const rows = await readTargets(bytes, fileName);
        await targets.set(actor, rows);
        return { taken: rows.length };
      },
    }),
    route({
      method: 'get',
      path: '/api/assessment',
      tag: 'statistics',
      summary:
        'Indicators, points and ranks of leagues, banners and host units in the year up to a month, with the weights.',
      access: 'statistics.read',
      query: Closed({ period: Type.Optional(Type.String({ maxLength: 7 })) }),
      async handle({ query, scope }) {
        const period = query.period ?? dayOf(clock.nowMs()).slice(0, 7);
        const { ranking, yearToDate } = await monthReport(parts, period, scope);
        const banners = await rankedBanners(parts, monthDays(period).to, scope);
        return { period, ranking: { ...ranking, banners }, yearToDate, ...(await readSettings(reader)) };
      },
    }),
    route({
      method: 'put',
      path: '/api/assessment/weights',
      tag: 'statistics',
      summary: 'Changes the weights of the indicators; frozen reports keep theirs.',
      access: 'target.write',
      body: WeightsBody,
      async handle({ actor, body, demand }) {
        await demand({}, 'statistics/weights');
        await writeSettings(parts, actor, { weights: body });
        return { ok: true };
      },
    }),
    route({
      method: 'put',
      path: '/api/reports/names',
      tag: 'statistics',
      summary: 'Changes title, offices and author of reports to come.',
      access: 'target.write',
      body: NamesBody,
      async handle({ actor, body, demand }) {
        await demand({}, 'statistics/names');
        await writeSettings(parts, actor, { names: body });
        return { ok: true };
      },
    }),
    route({
      method: 'get',
      path: '/api/reports',
      tag: 'statistics',
      summary: 'The last 24 months and which of their reports are frozen, by whom and with which hash.',
      access: 'statistics.read',
      async handle() {
        const frozen = new Map((await listSnapshots(reader)).map((head) => [head.period, head]));
        const months: string[] = [];
        for (
          let day = dayOf(clock.nowMs());
          months.length < monthsShown;
          day = addDays(`${day.slice(0, 7)}-01`, -1)
        )
          months.push(day.slice(0, 7));
        const older = [...frozen.keys()].filter((period) => !months.includes(period));
        return {
          rows: [...months, ...older].map((period) => ({ period, frozen: frozen.get(period) ?? null })),
        };
      },
    }),
    route({
      method: 'get',
      path: '/api/reports/:period',
      tag: 'statistics',
      summary:
        'The report of a month: frozen if it is, with what changed since; within the scope of who asks.',
      access: 'statistics.read',
      handle: ({ params, scope }) => reportFor(params['period'] ?? '', scope),
    }),
    route({
      method: 'post',
      path: '/api/reports/:period/freeze',
      tag: 'statistics',
      summary:
        'Freezes the report of a month that is over: content, hash, who and when; it never changes again.',
      access: 'report.freeze',
      async handle({ actor, params, demand }) {
        const period = params['period'] ?? '';
        monthDays(period);
        await demand({}, `report/${period}`);
        const report: MonthReport = await monthReport(parts, period, everything);
        return freeze(parts, actor, report);
      },
    }),
    route({
      method: 'get',
      path: '/api/reports/:period/xlsx',
      tag: 'statistics',
      summary: 'The same report as a workbook.',
      access: 'statistics.read',
      answerType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      async handle({ params, scope, response }) {
        const { report, frozen } = await reportFor(params['period'] ?? '', scope);
        response.attachment(`report-${report.period}.xlsx`);
        response.send(await xlsxOf(reportSheets(report, frozen)));
        return undefined;
      },
    }),
    route({
      method: 'get',
      path: '/api/reports/:period/print',
      tag: 'statistics',
      summary: 'The same report as a page to print; each figure links to the lines behind it.',
      access: 'statistics.read',
      answerType: 'text/html',
      async handle({ params, scope, response }) {
        const { report, frozen, changes } = await reportFor(params['period'] ?? '', scope);
        response.type('html').send(reportPage(report, frozen, changes));
        return undefined;
      },
    }),
  ];
}

const everything: Scope = {
  ...{ everything: true, leagues: [], banners: [], operatingCompanies: [], hostUnits: [], creditCodes: [] },
};
