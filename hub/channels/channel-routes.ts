// Other channels over HTTP: the register, their reports, their totals.

import { addDays, dayOf } from '@zhuangui/protocol/days.ts';
import type { Db } from '@zhuangui/protocol/db/db.ts';
import { Closed, Day } from '@zhuangui/protocol/units.ts';
import Type from 'typebox';
import { type Call, type Route, route } from '../http/routes/route.ts';
import type { Actor } from '../people/actor.ts';
import type { Audit } from '../people/audit-port.ts';
import type { Clock } from '../platform/clock.ts';
import { DomainError } from '../platform/domain-error.ts';
import { listBatches, readBatch } from './batch-views.ts';
import { type Batches, digestOf } from './batches.ts';
import {
  BatchAnswerView,
  BatchBody,
  BatchId,
  BatchRow,
  ChannelList,
  ChannelView,
  Label,
  NewChannelBody,
  Paging,
  Row,
  TotalsQuery,
  TotalsView,
} from './channel-schemas.ts';
import { type Channel, type ChannelStore, channelKinds, objectPlaceOf } from './channel-store.ts';
import { readUpload } from './read-upload.ts';
import { rowsOfTable } from './report-table.ts';
import { channelTotals } from './totals.ts';

const tag = 'channels';
const batchBytesMax = 4 * 1024 * 1024;
const uploadBytesMax = 2 * 1024 * 1024;
const rowsMax = 5000;
const shownRows = 100;
const Count = Type.Integer({ minimum: 0 });

type AnyCall = Pick<Call<unknown, unknown>, 'actor' | 'params' | 'request' | 'demand'>;

export function channelRoutes(parts: {
  store: ChannelStore;
  batches: Batches;
  reader: Db;
  audit: Audit;
  clock: Clock;
  sendDay(day: string): Promise<{ day: string; lines: number; reference: string }>;
}): Route[] {
  const { store, batches, reader, audit, clock } = parts;

  /** The channel of a path, when the caller may do the route's action to it. */
  async function own(call: AnyCall): Promise<Channel> {
    const channel = await store.find(call.params['id'] ?? '');
    await call.demand(objectPlaceOf(channel), `channel/${channel.id}`);
    return channel;
  }

  /** CHAN-2: the channel's key, or whoever may report at its place; who it was. */
  async function reporting(
    call: AnyCall,
  ): Promise<{ channel: Channel; by: Pick<Actor, 'kind' | 'id' | 'name'> }> {
    const key = call.request.get('x-channel-key');
    const id = call.params['id'] ?? '';
    const object = `channel/${id}`;
    if (key === undefined) {
      const found = await store.find(id).catch(() => undefined);
      await call.demand(found ? objectPlaceOf(found) : {}, object, 'channel.report');
      return { channel: found ?? (await store.find(id)), by: call.actor };
    }
    if (key.length <= 200 && (await store.isKeyOf(id, key))) {
      const channel = await store.find(id);
      return { channel, by: { kind: 'token', id: channel.id, name: channel.name } };
    }
    const nobody = { kind: 'token', id: '', name: 'x-channel-key' } as const;
    await audit.note({
      actor: nobody,
      action: 'channel.report',
      object,
      outcome: 'refused',
      detail: 'wrong key',
    });
    throw new DomainError(
      'forbidden',
      'key-wrong',
      'The key does not open this channel: ask the office for a new one.',
    );
  }

  async function uploaded(
    call: Pick<Call<unknown, { batch?: string; replaces?: string }>, 'bytes' | 'fileName' | 'query'>,
  ) {
    const { bytes, fileName, query } = call;
    const table = rowsOfTable(await readUpload(bytes, fileName));
    if (!table.ok) throw new DomainError('invalid', 'bad-file', `${table.zh} / ${table.en}`);
    if (table.rows.length === 0 || table.rows.length > rowsMax)
      throw new DomainError(
        'invalid',
        'bad-file',
        `表格应有 1 至 ${rowsMax} 行 / the table has 1 to ${rowsMax} rows`,
      );
    const { replaces } = query;
    const digest = digestOf({ rows: table.rows, replaces: replaces ?? null });
    const batch = query.batch ?? `upload-${digest.slice(0, 16)}`;
    return {
      digest,
      new: { batch, source: 'upload' as const, rows: table.rows, ...(replaces ? { replaces } : {}) },
    };
  }

  return [
    route({
      method: 'get',
      path: '/api/channels',
      tag,
      summary: 'Halls, zones and the 832 platform of the caller’s place.',
      access: 'channel.read',
      query: Closed({ ...Paging, kind: Type.Optional(Type.Enum(channelKinds)) }),
      answer: ChannelList,
      handle: ({ scope, query: { search, sort, kind, page = 1, pageSize = 50 } }) =>
        store.list(scope, {
          offset: (page - 1) * pageSize,
          limit: pageSize,
          ...(search ? { search } : {}),
          ...(sort ? { sort } : {}),
          ...(kind ? { kind } : {}),
        }),
    }),
    route({
      method: 'post',
      path: '/api/channels',
      tag,
      summary: 'Registers a channel.',
      access: 'channel.manage',
      body: NewChannelBody,
      answer: ChannelView,
      status: 201,
      async handle({ actor, body, demand }) {
        await demand(objectPlaceOf(store.placeOf(body)), 'channel');
        return store.add(actor, body);
      },
    }),
    route({
      method: 'get',
      path: '/api/channels/totals',
      tag,
      summary:
        'What channels say they sold, by month, channel, league or kind: self-reported, apart from the counters.',
      access: 'channel.read',
      query: TotalsQuery,
      answer: TotalsView,
      handle({ scope, query }) {
        const today = dayOf(clock.nowMs());
        const { by = 'month', from = `${addDays(today, -365).slice(0, 7)}-01`, to = today } = query;
        return channelTotals(reader, { by, from, to, scope });
      },
    }),
    route({
      method: 'post',
      path: '/api/channels/social-network/exports',
      tag,
      summary:
        'Hands one day’s counter-verified sales over to the social poverty-alleviation network’s folder.',
      access: 'channel.manage',
      body: Closed({ day: Day }),
      answer: Closed({ day: Type.String(), lines: Count, reference: Type.String() }),
      status: 201,
      async handle({ actor, body, demand }) {
        await demand({}, 'social-network');
        if (body.day >= dayOf(clock.nowMs()))
          throw new DomainError(
            'invalid',
            'day-open',
            'The day is not over yet: hand over a day that has ended.',
          );
        const sent = await parts.sendDay(body.day);
        const detail = `${sent.day}: ${sent.lines} lines`;
        await audit.note({
          actor,
          action: 'channel.manage',
          object: 'social-network',
          outcome: 'done',
          detail,
        });
        return sent;
      },
    }),
    route({
      method: 'get',
      path: '/api/channels/:id',
      tag,
      summary: 'One channel.',
      access: 'channel.read',
      answer: ChannelView,
      handle: own,
    }),
    route({
      method: 'post',
      path: '/api/channels/:id/key',
      tag,
      summary: 'A new key for the channel’s reports, told once; the one before opens nothing any more.',
      access: 'channel.manage',
      answer: Closed({ key: Type.String() }),
      status: 201,
      async handle(call) {
        const { id } = await own(call);
        return { key: await store.newKey(call.actor, id) };
      },
    }),
    route({
      method: 'post',
      path: '/api/channels/:id/close',
      tag,
      summary: 'The channel reports no more; what it reported stays.',
      access: 'channel.manage',
      answer: ChannelView,
      async handle(call) {
        const { id } = await own(call);
        await store.close(call.actor, id);
        return store.find(id);
      },
    }),
    route({
      method: 'post',
      path: '/api/channels/:id/batches',
      tag,
      summary:
        'Takes a batch of daily sales, once by its id; needs `x-channel-key` or the action `channel.report`.',
      access: 'public',
      body: BatchBody,
      bodyBytesMax: batchBytesMax,
      answer: BatchAnswerView,
      async handle(call) {
        const { channel, by } = await reporting(call);
        const { batch, rows, replaces } = call.body;
        const numbered = rows.map((given, index) => ({ line: index + 1, given }));
        return batches.take(
          channel,
          { batch, source: 'api', rows: numbered, ...(replaces ? { replaces } : {}) },
          by,
        );
      },
    }),
    route({
      method: 'post',
      path: '/api/channels/:id/uploads',
      tag,
      summary:
        'Reads a table and says what would become of it; with the `digest` of that answer it is taken.',
      access: 'channel.report',
      query: Closed({
        digest: Type.Optional(Type.String({ pattern: '^[0-9a-f]{64}$' })),
        batch: Type.Optional(BatchId),
        replaces: Type.Optional(BatchId),
      }),
      file: { bytesMax: uploadBytesMax, about: 'Workbook (.xlsx) or table (.csv)' },
      answer: Closed({
        digest: Type.String(),
        isTaken: Type.Boolean(),
        answer: BatchAnswerView,
        /** The first of those that count. */
        rows: Type.Array(Row),
      }),
      async handle(call) {
        const channel = await own(call);
        const read = await uploaded(call);
        const { digest } = call.query;
        if (digest === undefined) {
          const { answer, rows } = await batches.preview(channel, read.new);
          return { digest: read.digest, isTaken: false, answer, rows: rows.slice(0, shownRows) };
        }
        if (digest !== read.digest)
          throw new DomainError(
            'conflict',
            'file-changed',
            'This is not the file that was looked at: look at it again.',
          );
        return { digest, isTaken: true, answer: await batches.take(channel, read.new, call.actor), rows: [] };
      },
    }),
    route({
      method: 'get',
      path: '/api/channels/:id/batches',
      tag,
      summary: 'Batches of a channel, newest first; a replaced one says by which.',
      access: 'channel.read',
      query: Closed(Paging),
      answer: Closed({ rows: Type.Array(BatchRow), total: Count, label: Label }),
      async handle(call) {
        const { id } = await own(call);
        const { page = 1, pageSize = 50 } = call.query;
        return listBatches(reader, id, (page - 1) * pageSize, pageSize);
      },
    }),
    route({
      method: 'get',
      path: '/api/channels/:id/batches/:batch',
      tag,
      summary: 'All rows of one batch, and those refused as they came.',
      access: 'channel.read',
      answer: Type.Object({ batch: Type.String(), label: Label, rows: Type.Array(Row) }),
      async handle(call) {
        const { id } = await own(call);
        return readBatch(reader, id, call.params['batch'] ?? '');
      },
    }),
  ];
}
