// The three sanctions as supervisors work with them: preview, impose, follow, release.
import { Closed, CounterId, Lot, Text } from '@zhuangui/protocol/units.ts';
import Type from 'typebox';
import { evidenceBytesMax, evidenceKinds } from '../certification/evidence-kind.ts';
import { type Route, route } from '../http/routes/route.ts';
import { inScope, type Scope } from '../people/scope.ts';
import { toCsv } from '../platform/csv.ts';
import { DomainError } from '../platform/domain-error.ts';
import { createEffectLedger, type EffectRow, summaryOf } from '../sanctions/effect-ledger.ts';
import { keepEvidence, readEvidenceFile, readEvidenceOf } from '../sanctions/evidence.ts';
import { placeOfIssue } from '../sanctions/issuing.ts';
import type { Sanction, SanctionKind } from '../sanctions/sanction-lists.ts';
import type { SanctionActs, WantedSanction } from './sanction-acts.ts';
import { hex, type SupervisionParts } from './supervision-parts.ts';

const tag = 'supervision';
const kinds = ['product', 'lot', 'supplier', 'channel', 'company'] as const;
const groups = {
  withdrawals: ['product', 'lot'],
  blacklistings: ['supplier'],
  suspensions: ['channel', 'company'],
} as const satisfies Record<string, readonly SanctionKind[]>;

const Target = Type.String({ minLength: 1, maxLength: 100, pattern: '^[^\\u0000-\\u001f\\u007f]*$' });
const lots = Type.Optional(Type.Array(Lot, { minItems: 1, maxItems: 200, uniqueItems: true }));
const place = Type.Optional(Type.String({ pattern: '^([1-9][0-9]{5})?$' }));
const passphrase = Type.Optional(Type.String({ minLength: 1, maxLength: 200 }));
const Id = Type.String({ minLength: 1, maxLength: 60 });
const Wanted = { kind: Type.Enum(kinds), target: Target, lots, place };
const Impose = Closed({
  ...Wanted,
  reason: Text(300),
  legalBasis: Type.Optional(Text(300)),
  evidence: Type.Optional(Type.Array(Id, { maxItems: 20, uniqueItems: true })),
  passphrase,
});
const Row = Type.Object({
  id: Type.String(),
  kind: Type.Enum(kinds),
  target: Type.String(),
  reason: Type.String(),
});
const Rows = <S extends Type.TSchema>(row: S) =>
  Type.Object({ rows: Type.Array(row), total: Type.Integer() });
const Paging = {
  search: Type.Optional(Type.String({ maxLength: 100 })),
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
  pageSize: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  sort: Type.Optional(Type.String({ maxLength: 40 })),
};
const Published = Type.Object({ id: Type.String(), list: Type.String(), version: Type.Integer() });
const states = ['confirmed', 'reachable', 'unreachable', 'red', 'stock', 'sales', 'after'] as const;

const shown = ({ byId: _, entries, ...sanction }: Sanction) => ({ ...sanction, entryCount: entries.length });

export function sanctionRoutes(parts: SupervisionParts, acts: SanctionActs): Route[] {
  const { db, reader, sanctions, catalog, fleet, clock, random } = parts;
  const effects = createEffectLedger({
    reader,
    ledger: parts.ledger,
    stock: parts.stock,
    counters: () => fleet.registry.list(),
    isOnline: (counter) => fleet.presence.get(counter)?.online ?? false,
    nowMs: () => clock.nowMs(),
  });

  const ownRows = async (sanction: Sanction, scope: Scope): Promise<EffectRow[]> =>
    (await effects.rows(sanction)).filter((row) => inScope(scope, { ...fleet.registry.get(row.counter) }));

  const targetName = (sanction: Sanction) =>
    sanction.kind === 'channel'
      ? (fleet.registry.get(sanction.target)?.name ?? sanction.target)
      : sanction.targetName;

  const file = { bytesMax: evidenceBytesMax, about: 'PDF, JPEG or PNG of at most 10 MB.' };

  return [
    route({
      method: 'get',
      path: '/api/supervision/sanctions',
      tag,
      summary: 'Sanctions, newest first: withdrawals, blacklistings or suspensions, in force or released.',
      access: 'sanction.read',
      query: Closed({
        ...Paging,
        group: Type.Optional(Type.Enum(['withdrawals', 'blacklistings', 'suspensions'])),
        state: Type.Optional(Type.Enum(['active', 'released'])),
        target: Type.Optional(Target),
      }),
      answer: Rows(Row),
      async handle({ query }) {
        const { group, state, search, target, page = 1, pageSize = 50 } = query;
        const found = await sanctions.page(
          {
            ...(group ? { kinds: groups[group] } : {}),
            ...(state ? { active: state === 'active' } : {}),
            ...(search ? { search } : {}),
            ...(target ? { target } : {}),
          },
          { limit: pageSize, offset: (page - 1) * pageSize },
        );
        const rows = found.rows.map((one) => ({ ...shown(one), targetName: targetName(one) }));
        return { rows, total: found.total };
      },
    }),
    route({
      method: 'get',
      path: '/api/supervision/preview',
      tag,
      summary:
        'What a sanction would cover: entries, counters, slots, packages, applications that would freeze.',
      access: 'sanction.read',
      query: Closed({
        kind: Type.Enum(kinds),
        target: Target,
        lots: Type.Optional(Type.String({ maxLength: 8000 })),
        place,
      }),
      answer: Type.Object({ targetName: Type.String(), counters: Type.Integer(), slots: Type.Integer() }),
      handle: ({ actor, query: { lots: named, ...query } }) =>
        acts.preview(actor, { ...query, ...(named ? { lots: named.split('\n') } : {}) } as WantedSanction),
    }),
    route({
      method: 'get',
      path: '/api/supervision/companies',
      tag,
      summary: 'Operating companies and how many counters each has within the asker’s places.',
      access: 'sanction.read',
      answer: Rows(Type.Object({ name: Type.String(), counters: Type.Integer() })),
      handle({ scope }) {
        const own = fleet.registry.list().filter((one) => one.status !== 'revoked' && inScope(scope, one));
        const groups = Map.groupBy(own, ({ operatingCompany }) => operatingCompany);
        const rows = [...groups].map(([name, counters]) => ({ name, counters: counters.length }));
        return { rows: rows.sort((a, b) => (a.name < b.name ? -1 : 1)), total: rows.length };
      },
    }),
    route({
      method: 'post',
      path: '/api/supervision/evidence',
      tag,
      summary: 'Uploads a file for a sanction that is about to be imposed.',
      access: 'sanction.suspend',
      file,
      answer: Type.Object({ id: Type.String(), name: Type.String(), kind: Type.String() }),
      status: 201,
      handle: ({ actor, bytes, fileName }) => {
        const upload = {
          id: `e${hex(random, 8)}`,
          sanction: null,
          bytes,
          name: fileName,
          atMs: clock.nowMs(),
        };
        return db.transaction((tx) => keepEvidence(tx, upload, actor));
      },
    }),
    route({
      method: 'post',
      path: '/api/supervision/sanctions',
      tag,
      summary: 'Imposes a sanction and publishes its signed list at once.',
      access: 'sanction.read',
      body: Impose,
      answer: Published,
      status: 201,
      handle: ({ actor, body, demand }) => acts.impose(actor, body as WantedSanction, demand),
    }),
    route({
      method: 'post',
      path: '/api/supervision/sanctions/:id/release',
      tag,
      summary: 'Takes a sanction back: by the issuing level or one above.',
      access: 'sanction.release',
      body: Closed({ reason: Text(300), passphrase }),
      answer: Published,
      handle: ({ actor, params, body, demand }) =>
        acts.release(actor, params['id']!, body as { reason: string; passphrase?: string }, demand),
    }),
    route({
      method: 'get',
      path: '/api/supervision/sanctions/:id',
      tag,
      summary: 'One sanction with its evidence, its cascade, and how far it has come.',
      access: 'sanction.read',
      answer: Row,
      async handle({ params, scope }) {
        const sanction = await acts.find(params['id']!);
        const [evidence, rows] = await Promise.all([
          readEvidenceOf(reader, sanction.id),
          ownRows(sanction, scope),
        ]);
        const entries = sanction.kind === 'supplier' ? sanction.entries : [];
        return {
          ...shown(sanction),
          targetName: targetName(sanction),
          evidence,
          entries: entries.map((id) => ({ id, name: catalog.get(id)?.name ?? id })),
          summary: summaryOf(rows),
        };
      },
    }),
    route({
      method: 'get',
      path: '/api/supervision/sanctions/:id/counters',
      tag,
      summary: 'The effective-at ledger: one row a counter.',
      access: 'sanction.read',
      query: Closed({
        ...Paging,
        state: Type.Optional(Type.Enum(states)),
        counter: Type.Optional(CounterId),
      }),
      answer: Rows(Type.Object({ counter: Type.String(), state: Type.String() })),
      async handle({ params, query, scope }) {
        const { search = '', state, sort = '', page = 1, pageSize = 50 } = query;
        const all = await ownRows(await acts.find(params['id']!), scope);
        const found = all.filter(
          (row) => isWanted(row, state) && `${row.counter} ${row.counterName}`.includes(search),
        );
        const rows = sorted(found, sort).slice((page - 1) * pageSize, page * pageSize);
        return { rows, total: found.length };
      },
    }),
    route({
      method: 'get',
      path: '/api/supervision/sanctions/:id/sales',
      tag,
      summary: 'Sales of the goods since the issue of the sanction, with their journal lines.',
      access: 'sanction.read',
      query: Closed({ ...Paging, counter: Type.Optional(CounterId) }),
      answer: Rows(Type.Object({ counter: Type.String(), journal: Type.String(), seq: Type.Integer() })),
      async handle({ params, query, scope }) {
        const { counter, page = 1, pageSize = 50 } = query;
        const all = await effects.sales(await acts.find(params['id']!));
        const found = all.filter(
          (sale) =>
            (counter === undefined || sale.counter === counter) &&
            inScope(scope, { ...fleet.registry.get(sale.counter) }),
        );
        const rows = found.slice((page - 1) * pageSize, page * pageSize).map((sale) => ({
          ...sale,
          id: `${sale.counter}/${sale.journal}/${sale.seq}`,
          product: catalog.get(sale.entry)?.name ?? sale.entry,
        }));
        return { rows, total: found.length };
      },
    }),
    route({
      method: 'get',
      path: '/api/supervision/sanctions/:id/ledger.csv',
      tag,
      summary: 'The effective-at ledger as CSV.',
      access: 'sanction.read',
      answerType: 'text/csv',
      async handle({ params, scope, response }) {
        const sanction = await acts.find(params['id']!);
        const rows = await ownRows(sanction, scope);
        response
          .type('text/csv')
          .set('content-disposition', `attachment; filename="sanction-${sanction.id}.csv"`)
          .send(toCsv([csvHead, ...rows.map(csvRow)]));
        return undefined;
      },
    }),
    route({
      method: 'post',
      path: '/api/supervision/sanctions/:id/evidence',
      tag,
      summary: 'Adds a file to a sanction.',
      access: 'sanction.release',
      file,
      answer: Type.Object({ id: Type.String(), name: Type.String(), kind: Type.String() }),
      status: 201,
      async handle({ actor, params, bytes, fileName, demand }) {
        const sanction = await acts.find(params['id']!);
        await demand(placeOfIssue(sanction), `sanction/${sanction.id}`);
        const upload = { id: `e${hex(random, 8)}`, sanction: sanction.id, bytes, name: fileName };
        return db.transaction(async (tx) => {
          const kept = await keepEvidence(tx, { ...upload, atMs: clock.nowMs() }, actor);
          const object = `sanction/${sanction.id}`;
          const detail = `${kept.name} ${kept.sha256}`;
          await parts.audit.write(tx, { actor, action: 'evidence', object, outcome: 'done', detail });
          return kept;
        });
      },
    }),
    route({
      method: 'get',
      path: '/api/supervision/sanctions/:id/evidence/:file',
      tag,
      summary: 'One file of evidence, byte for byte.',
      access: 'sanction.release',
      answerType: 'application/octet-stream',
      async handle({ params, response }) {
        const found = await readEvidenceFile(reader, params['id']!, params['file']!);
        if (!found)
          throw new DomainError(
            'unknown',
            'unknown-evidence',
            'This sanction has no such file: load it again.',
          );
        response
          .type(evidenceKinds[found.kind].type)
          .set('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(found.name)}`)
          .send(Buffer.from(found.bytes));
        return undefined;
      },
    }),
  ];
}

type Wish = (typeof states)[number] | undefined;
function isWanted(row: EffectRow, wish: Wish): boolean {
  if (wish === undefined) return true;
  if (wish === 'stock') return row.packages > 0;
  if (wish === 'sales') return row.sales > 0;
  return wish === 'after' ? row.salesAfter > 0 : row.state === wish;
}

const sortable = ['counter', 'confirmedAtMs', 'canSellUntilMs', 'packages', 'sales', 'refused'] as const;
/** By a column of the list, `-` first for descending; anything else keeps the order of ids. */
function sorted(rows: readonly EffectRow[], sort: string): EffectRow[] {
  const column = sortable.find((name) => name === sort.replace(/^-/, ''));
  if (!column) return [...rows];
  const sign = sort.startsWith('-') ? -1 : 1;
  return rows.toSorted((a, b) => {
    const [x, y] = [a[column] ?? 0, b[column] ?? 0];
    return x === y ? 0 : x < y ? -sign : sign;
  });
}

const timeOf = (ms: number | null) =>
  ms === null || ms === 0 ? '' : new Date(ms + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');

const csvHead = [
  '专柜 counter',
  '名称 name',
  '旗县 banner',
  '运营单位 operating company',
  '状态 state',
  '生效时间 confirmed at',
  '最迟可售至 can sell until',
  '在柜件数 packages inside',
  '生效前销售笔数 sales before',
  '生效前销售额（元） sales before, yuan',
  '生效后销售笔数 sales after',
  '拒绝次数 refused tries',
];
const csvRow = (row: EffectRow) => [
  row.counter,
  row.counterName,
  row.banner,
  row.operatingCompany,
  row.state,
  timeOf(row.confirmedAtMs),
  timeOf(row.canSellUntilMs),
  row.packages,
  row.sales,
  (row.salesFen / 100).toFixed(2),
  row.salesAfter,
  row.refused,
];
