// The three sanctions: imposed, released, and how far each has come.
import { Closed, CounterId, CreditCode, EntryId, Lot, Text } from '@zhuangui/protocol/units.ts';
import Type, { type Static, type TSchema } from 'typebox';
import type { Action } from '../people/permissions.ts';
import { inScope, type Scope } from '../people/scope.ts';
import type { SanctionKind } from '../sanctions/sanction-lists.ts';
import type { Imposed as Published } from '../sanctions/sanctions.ts';
import type { WantedSanction } from '../supervision/sanction-acts.ts';
import { Imposed, SanctionRow } from './answers.ts';
import { HttpError } from './errors.ts';
import type { HttpParts } from './hub-parts.ts';
import { type Route, route } from './routes/route.ts';
import type { SanctionRow as Row } from './views.ts';

const reason = Text(300);
const lots = Type.Optional(Type.Array(Lot, { minItems: 1, maxItems: 200, uniqueItems: true }));
const Withdrawal = Closed({ entry: EntryId, lots, reason });
const Blacklisting = Closed({ creditCode: CreditCode, reason });
const Suspension = Closed({ counter: CounterId, reason });
const tag = 'sanctions';

const kindsOf: Record<string, readonly SanctionKind[]> = {
  withdrawals: ['product', 'lot'],
  blacklistings: ['supplier'],
  suspensions: ['channel', 'company'],
};

interface Imposing<Body extends TSchema> {
  path: string;
  action: Action;
  what: string;
  body: Body;
  wantedOf(body: Static<Body>): WantedSanction;
}

export function sanctionRoutes(parts: Pick<HttpParts, 'sanctions' | 'live' | 'fleet' | 'slices'>): Route[] {
  const { sanctions, live, fleet } = parts;
  const { acts } = parts.slices.supervision;

  async function find(id: string | undefined) {
    const sanction = await sanctions.find(id ?? '');
    if (sanction) return sanction;
    throw new HttpError('unknown-sanction', `There is no sanction ${id}: list them to see their ids.`);
  }

  async function shown(imposed: Published) {
    await live.refreshLists();
    return { ...imposed, sanction: live.sanctionRow(await find(imposed.id)) };
  }

  const imposing = <Body extends TSchema>({ path, action, what, body, wantedOf }: Imposing<Body>) => [
    route({
      method: 'post',
      path: `/api/${path}`,
      tag,
      summary: `${what}; signed, published and pushed at once.`,
      access: action,
      body,
      bodyBytesMax: 16_384,
      answer: Imposed,
      status: 201,
      async handle(call) {
        return shown(await acts.impose(call.actor, wantedOf(call.body as Static<Body>), call.demand));
      },
    }),
    route({
      method: 'post',
      path: `/api/${path}/:id/release`,
      tag,
      summary: 'Takes the sanction back.',
      access: 'sanction.release',
      answer: Imposed,
      async handle(call) {
        const { kind, id } = await find(call.params['id']);
        if (!kindsOf[path]!.includes(kind))
          throw new HttpError('wrong-kind', `Sanction ${id} is of kind ${kind}, which is not under ${path}.`);
        return shown(await acts.release(call.actor, id, { reason: '' }, call.demand));
      },
    }),
  ];

  /** Sanctions are no secret, which counters of other places still sell is. */
  const seenBy = (scope: Scope, row: Row): Row => ({
    ...row,
    pending: row.pending.filter(({ counter }) => inScope(scope, fleet.registry.get(counter) ?? {})),
  });

  return [
    ...imposing({
      path: 'withdrawals',
      action: 'sanction.withdraw',
      what: 'Withdraws a product, or the lots named',
      body: Withdrawal,
      wantedOf: ({ entry, lots: named, reason: why }) => ({
        kind: named ? 'lot' : 'product',
        target: entry,
        reason: why,
        ...(named ? { lots: named } : {}),
      }),
    }),
    ...imposing({
      path: 'blacklistings',
      action: 'sanction.blacklist',
      what: 'Withdraws everything of a supplier',
      body: Blacklisting,
      wantedOf: ({ creditCode, reason: why }) => ({ kind: 'supplier', target: creditCode, reason: why }),
    }),
    ...imposing({
      path: 'suspensions',
      action: 'sanction.suspend',
      what: 'Stops all selling at a counter',
      body: Suspension,
      wantedOf: ({ counter, reason: why }) => ({ kind: 'channel', target: counter, reason: why }),
    }),
    route({
      method: 'get',
      path: '/api/sanctions',
      tag,
      summary: 'Sanctions, newest first, and how far each has come; `active=1` for those in force.',
      access: 'sanction.read',
      query: Closed({
        active: Type.Optional(Type.String({ maxLength: 1 })),
        limit: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000 })),
      }),
      answer: Type.Object({ sanctions: Type.Array(SanctionRow) }),
      async handle({ query: { active, limit = 100 }, scope }) {
        const rows = active === '1' ? await sanctions.active() : await sanctions.history(limit);
        return { sanctions: rows.map((row) => seenBy(scope, live.sanctionRow(row))) };
      },
    }),
    route({
      method: 'get',
      path: '/api/sanctions/:id',
      tag,
      summary: 'One sanction: confirmed by how many counters, by whom not, until when those can sell.',
      access: 'sanction.read',
      answer: SanctionRow,
      handle: async ({ params, scope }) => seenBy(scope, live.sanctionRow(await find(params['id']))),
    }),
  ];
}
