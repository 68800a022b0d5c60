// The register of counters over HTTP: list, one, register, change, revoke, import, export.
import { Closed, Text } from '@zhuangui/protocol/units.ts';
import Type from 'typebox';
import { readTableInWorker } from '../catalog/import/read-in-worker.ts';
import { ImportFileError } from '../catalog/import/table.ts';
import { type Call, type Route, route } from '../http/routes/route.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Audit } from '../people/audit-port.ts';
import { can } from '../people/can.ts';
import { toCsv } from '../platform/csv.ts';
import { DomainError } from '../platform/domain-error.ts';
import { xlsxOf, xlsxType } from '../platform/xlsx.ts';
import { type Counter, CounterChange, NewCounter } from './counter.ts';
import type { CounterSort } from './counter-list.ts';
import { counterView } from './counter-view.ts';
import { exportHeadings, exportRow } from './export-counters.ts';
import type { Fleet } from './fleet.ts';
import {
  CounterAnswer,
  CounterListAnswer,
  CounterListQuery,
  counterFilterFields,
  FacetsAnswer,
} from './fleet-answers.ts';
import type { FleetView } from './fleet-view.ts';
import { type CountersRead, readCounters } from './import-counters.ts';

export interface FleetRouteParts {
  fleet: Fleet;
  view: FleetView;
  audit: Audit;
  jobs: Jobs;
}

const tag = 'fleet';
/** Rows named in an answer; the rest is counted. */
const shownMax = 200;
const batch = 500;

/** FLT-11: the counter, when it lies within the caller's place; a try outside is refused and audited. */
export async function counterFor(
  call: Pick<Call<unknown, unknown>, 'params' | 'demand'>,
  fleet: Fleet,
): Promise<Counter> {
  const id = call.params['id'] ?? '';
  const counter = fleet.registry.get(id);
  if (!counter)
    throw new DomainError('unknown', 'unknown-counter', `There is no counter ${id}: see the list.`);
  await call.demand(counter, `counter/${id}`);
  return counter;
}

/** `-name` to name and direction. */
export function sortOf<S extends string>(
  sort: string | undefined,
  fallback: S,
): { sort: S; isDescending: boolean } {
  return { sort: (sort?.replace(/^-/, '') ?? fallback) as S, isDescending: sort?.startsWith('-') ?? false };
}

export function fleetRoutes({ fleet, view, audit, jobs }: FleetRouteParts): Route[] {
  const { registry } = fleet;
  const shown = (counter: Counter) => counterView(counter, view.state(counter));

  /** FLT-9: what may be registered by this caller, and every row that may not. */
  async function readImport(call: Call<unknown, unknown>): Promise<CountersRead> {
    try {
      const table = await readTableInWorker(call.bytes, call.fileName);
      const read = readCounters(table, (id) => registry.get(id) !== undefined);
      const mine = ({ counter }: CountersRead['counters'][number]) =>
        can(call.actor, 'counter.register', counter);
      const outside = read.counters.filter((one) => !mine(one));
      const refused = outside.map(({ row, counter }) => ({
        row,
        column: '旗县区',
        value: counter.banner,
        reason: 'outside-place',
        zh: '不在您的管辖范围内',
        en: 'outside of your place',
      }));
      return { counters: read.counters.filter(mine), rejected: [...read.rejected, ...refused] };
    } catch (error) {
      if (!(error instanceof ImportFileError)) throw error;
      throw new DomainError('invalid', error.code, `${error.text.zh} / ${error.text.en}`);
    }
  }

  function runImport(call: Call<unknown, unknown>, read: CountersRead): { id: string } {
    const counters = read.counters.map(({ counter }) => counter);
    const job = {
      kind: 'counter-import',
      actor: call.actor,
      titleZh: '导入专柜',
      titleEn: 'Import of counters',
    };
    return jobs.start(job, async (report, signal) => {
      let done = 0;
      for (let at = 0; at < counters.length && !signal.aborted; at += batch) {
        const slice = counters.slice(at, at + batch);
        await registry.addAll(slice, (tx) =>
          audit.write(tx, {
            actor: call.actor,
            action: 'counter.register',
            object: `counters/${call.fileName}`,
            outcome: 'done',
            detail: `${slice.length} counters, ${slice[0]!.id} to ${slice.at(-1)!.id}`,
          }),
        );
        done += slice.length;
        report(done, counters.length);
      }
      return { registered: done, rejected: read.rejected.length };
    });
  }

  return [
    route({
      method: 'get',
      path: '/api/fleet/counters',
      tag,
      summary: 'Counters of one’s place: filtered, sorted, a page at a time.',
      access: 'counter.read',
      query: CounterListQuery,
      answer: CounterListAnswer,
      handle({ scope, query }) {
        const { page = 1, pageSize = 50, sort, ...filter } = query;
        const question = { filter, page, pageSize, ...sortOf<CounterSort>(sort, 'id') };
        const { rows, total } = view.list(scope, question as never);
        return {
          rows: rows.map(({ counter, state }) => counterView(counter, state)),
          total,
          catalogVersion: view.catalogVersion(),
        };
      },
    }),
    route({
      method: 'get',
      path: '/api/fleet/facets',
      tag,
      summary:
        'Host units, companies, programmes and routes of one’s counters, and how many counters there are.',
      access: 'counter.read',
      answer: FacetsAnswer,
      handle: ({ scope }) => ({ ...view.facets(scope), counts: view.counts(scope) }),
    }),
    route({
      method: 'get',
      path: '/api/fleet/counters/:id',
      tag,
      summary: 'One counter: register, presence, lists, suspensions, last telemetry.',
      access: 'counter.read',
      answer: Type.Intersect([CounterAnswer, Type.Object({}, { additionalProperties: true })]),
      async handle(call) {
        const counter = await counterFor(call, fleet);
        const presence = fleet.presence.get(counter.id);
        return {
          ...shown(counter),
          sinceMs: presence?.sinceMs ?? null,
          cloneSuspectedAtMs: presence?.cloneSuspectedAtMs ?? null,
          telemetry: presence?.telemetry ?? null,
          versions: view.versions(counter.id) ?? null,
          publishedCatalog: view.catalogVersion(),
          suspensions: view
            .suspensions(counter)
            .map(({ id, kind, reason, at }) => ({ id, kind, reason, at })),
        };
      },
    }),
    route({
      method: 'post',
      path: '/api/fleet/counters',
      tag,
      summary: 'Registers a counter.',
      access: 'counter.register',
      body: NewCounter,
      answer: CounterAnswer,
      status: 201,
      async handle(call) {
        const counter = call.body as NewCounter;
        await call.demand(counter, `counter/${counter.id}`);
        const entry = { actor: call.actor, action: 'counter.register', object: `counter/${counter.id}` };
        return shown(
          await registry.add(counter, (tx) =>
            audit.write(tx, { ...entry, outcome: 'done', detail: counter.name }),
          ),
        );
      },
    }),
    route({
      method: 'put',
      path: '/api/fleet/counters/:id',
      tag,
      summary: 'Changes what people say of a counter; null takes an optional value away.',
      access: 'counter.register',
      body: CounterChange,
      answer: CounterAnswer,
      async handle(call) {
        const before = await counterFor(call, fleet);
        const { banner = before.banner, operatingCompany = before.operatingCompany } = call.body;
        const { hostUnit = before.hostUnit } = call.body;
        // Nobody moves a counter to where they have nothing to say.
        await call.demand({ banner, operatingCompany, hostUnit }, `counter/${before.id}`);
        const detail = changesOf(before, call.body);
        const entry = { actor: call.actor, action: 'counter.register', object: `counter/${before.id}` };
        const after = await registry.change(before.id, call.body, (tx) =>
          audit.write(tx, { ...entry, outcome: 'done', detail }),
        );
        return shown(after);
      },
    }),
    route({
      method: 'post',
      path: '/api/fleet/counters/:id/revoke',
      tag,
      summary: 'Takes a counter out of service for ever; its session ends at once.',
      access: 'counter.enrol',
      body: Closed({ reason: Text(300) }),
      answer: CounterAnswer,
      async handle(call) {
        const { id } = await counterFor(call, fleet);
        const { reason } = call.body;
        const entry = { actor: call.actor, action: 'counter.enrol', object: `counter/${id}` };
        await registry.revoke(id, reason, (tx) =>
          audit.write(tx, { ...entry, outcome: 'done', detail: `revoked: ${reason}` }),
        );
        return shown(registry.get(id)!);
      },
    }),
    route({
      method: 'post',
      path: '/api/fleet/import',
      tag,
      summary:
        'Reads a table of counters: a preview, or with apply=yes a job that registers every right row.',
      access: 'counter.register',
      file: { bytesMax: 20 * 1024 * 1024, about: 'XLSX or CSV with one counter a row' },
      query: Type.Object(
        { apply: Type.Optional(Type.Union([Type.Literal('yes'), Type.Literal('no')])) },
        { additionalProperties: false },
      ),
      async handle(call) {
        const read = await readImport(call);
        const job = call.query.apply === 'yes' && read.counters.length > 0 ? runImport(call, read).id : null;
        return {
          job,
          accepted: read.counters.length,
          rejected: read.rejected.length,
          rows: read.counters.slice(0, shownMax).map(({ row, counter }) => ({ row, ...counter })),
          problems: read.rejected.slice(0, shownMax),
        };
      },
    }),
    route({
      method: 'get',
      path: '/api/fleet/export',
      tag,
      summary: 'The counters that fit the filters, as XLSX or CSV; its columns are those the import takes.',
      access: 'counter.read',
      query: Type.Object(
        {
          ...counterFilterFields,
          format: Type.Optional(Type.Union([Type.Literal('xlsx'), Type.Literal('csv')])),
        },
        { additionalProperties: false },
      ),
      answerType: 'application/octet-stream',
      async handle({ scope, query, response }) {
        const { format = 'xlsx', ...filter } = query;
        const rows = [exportHeadings, ...view.find(scope, filter as never).map(exportRow)];
        response.attachment(`counters.${format}`);
        if (format === 'csv') response.type('text/csv; charset=utf-8').send(toCsv(rows));
        else response.type(xlsxType).send(await xlsxOf([{ name: '专柜', rows }]));
        return undefined;
      },
    }),
  ];
}

/** For the audit log: `name: 旧 → 新`, what is the same left out. */
function changesOf(before: Counter, change: CounterChange): string {
  const old = before as unknown as Record<string, unknown>;
  return Object.entries(change)
    .filter(([name, value]) => (old[name] ?? null) !== value)
    .map(([name, value]) => `${name}: ${String(old[name] ?? '')} → ${String(value ?? '')}`)
    .join('; ');
}
