// The register of other channels, and their keys.
import { createHash } from 'node:crypto';
import { leagueOfBanner, regionLevel } from '@zhuangui/protocol/checks/region-code.ts';
import type { Db, SqlValue } from '@zhuangui/protocol/db/db.ts';
import type { Actor, ObjectPlace } from '../people/actor.ts';
import type { Audit } from '../people/audit-port.ts';
import { type Scope, scopeWhere } from '../people/scope.ts';
import type { Clock } from '../platform/clock.ts';
import { DomainError } from '../platform/domain-error.ts';
import type { Random } from '../platform/random.ts';

/** 消费扶贫专馆, 消费扶贫专区, 832 平台 */
export const channelKinds = ['hall', 'zone', '832'] as const;
export type ChannelKind = (typeof channelKinds)[number];

export interface NewChannel {
  kind: ChannelKind;
  name: string;
  /** Both left out: of the whole region. */
  league?: string;
  banner?: string;
  programme: string;
}

export interface Channel {
  id: string;
  kind: ChannelKind;
  name: string;
  league: string | null;
  banner: string | null;
  programme: string;
  madeAtMs: number;
  keyMadeAtMs: number | null;
  closedAtMs: number | null;
}

export interface ChannelRow extends Channel {
  batches: number;
  lastBatchAtMs: number | null;
}

const columns = `c.id, c.kind, c.name, c.league, c.banner, c.programme, c.made_at AS madeAtMs,
  c.key_made_at AS keyMadeAtMs, c.closed_at AS closedAtMs`;
const sorts: Record<string, string> = { name: 'c.name', kind: 'c.kind', lastBatchAtMs: 'lastBatchAtMs' };
const keyHash = (key: string): string => createHash('sha256').update(key).digest('hex');

/** CHAN-1: its place; a banner names its league. Throws DomainError `bad-region`. */
function placeOf({ league, banner }: NewChannel): { league: string | null; banner: string | null } {
  const wrong = (message: string) => new DomainError('invalid', 'bad-region', message);
  if (banner !== undefined) {
    if (regionLevel(banner) !== 'banner') throw wrong('The banner is no code of GB/T 2260.');
    if (league !== undefined && league !== leagueOfBanner(banner))
      throw wrong('The banner lies in another league.');
    return { league: leagueOfBanner(banner), banner };
  }
  if (league !== undefined && regionLevel(league) !== 'league')
    throw wrong('The league is no code of GB/T 2260.');
  return { league: league ?? null, banner: null };
}

export const objectPlaceOf = ({ league, banner }: Pick<Channel, 'league' | 'banner'>): ObjectPlace => ({
  ...(league === null ? {} : { league }),
  ...(banner === null ? {} : { banner }),
});

export interface ChannelQuery {
  search?: string;
  kind?: ChannelKind;
  sort?: string;
  offset: number;
  limit: number;
}

export function createChannelStore(parts: {
  db: Db;
  reader: Db;
  audit: Audit;
  clock: Clock;
  random: Random;
}) {
  const { db, reader, audit, clock, random } = parts;
  const entry = (actor: Actor, id: string, detail: string) =>
    ({ actor, action: 'channel.manage', object: `channel/${id}`, outcome: 'done', detail }) as const;
  const unknown = () => new DomainError('unknown', 'unknown-channel', 'There is no such channel.');

  async function find(id: string): Promise<Channel> {
    const [row] = await db.query<Channel>(`SELECT ${columns} FROM channel c WHERE c.id = ?`, [id]);
    if (row) return row;
    throw unknown();
  }

  async function change(actor: Actor, id: string, detail: string, sql: string, params: SqlValue[]) {
    await db.transaction(async (tx) => {
      if ((await tx.run(sql, params)).changes === 0) throw unknown();
      await audit.write(tx, entry(actor, id, detail));
    });
  }

  return {
    find,
    placeOf,
    async list(scope: Scope, query: ChannelQuery): Promise<{ rows: ChannelRow[]; total: number }> {
      const seen = scopeWhere(scope, { league: 'c.league', banner: 'c.banner' });
      const like = `%${(query.search ?? '').replace(/[\\%_]/g, '\\$&')}%`;
      const where = `${seen.sql} AND (c.name LIKE ? ESCAPE '\\' OR c.id = ?) AND (? = '' OR c.kind = ?)`;
      const params = [...seen.params, like, query.search ?? '', query.kind ?? '', query.kind ?? ''];
      const key = (query.sort ?? 'name').replace(/^-/, '');
      const order = `${Object.hasOwn(sorts, key) ? sorts[key] : 'c.name'} ${query.sort?.startsWith('-') ? 'DESC' : 'ASC'}, c.id`;
      const rows = await reader.query<ChannelRow>(
        `SELECT ${columns}, (SELECT count(*) FROM channel_batch b WHERE b.channel = c.id) AS batches,
          (SELECT max(received_at) FROM channel_batch b WHERE b.channel = c.id) AS lastBatchAtMs
         FROM channel c WHERE ${where} ORDER BY ${order} LIMIT ? OFFSET ?`,
        [...params, query.limit, query.offset],
      );
      const [count] = await reader.query<{ n: number }>(
        `SELECT count(*) AS n FROM channel c WHERE ${where}`,
        params,
      );
      return { rows, total: count?.n ?? 0 };
    },
    async add(actor: Actor, wanted: NewChannel): Promise<Channel> {
      const { league, banner } = placeOf(wanted);
      const id = `ch${Buffer.from(random.bytes(6)).toString('hex')}`;
      await db.transaction(async (tx) => {
        await tx.run(
          'INSERT INTO channel (id, kind, name, league, banner, programme, made_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
          [id, wanted.kind, wanted.name, league, banner, wanted.programme, clock.nowMs()],
        );
        await audit.write(tx, entry(actor, id, `registered: ${wanted.name}`));
      });
      return find(id);
    },
    /** CHAN-2: a new key; the one before opens nothing any more. Told once. */
    async newKey(actor: Actor, id: string): Promise<string> {
      const key = `zqk_${Buffer.from(random.bytes(32)).toString('base64url')}`;
      const sql = 'UPDATE channel SET key_hash = ?, key_made_at = ? WHERE id = ?';
      await change(actor, id, 'new key', sql, [keyHash(key), clock.nowMs(), id]);
      return key;
    },
    /** Its figures stay; it reports no more. */
    close: (actor: Actor, id: string) =>
      change(actor, id, 'closed', 'UPDATE channel SET key_hash = NULL, closed_at = ? WHERE id = ?', [
        clock.nowMs(),
        id,
      ]),
    async isKeyOf(id: string, key: string): Promise<boolean> {
      const rows = await db.query('SELECT 1 FROM channel WHERE id = ? AND key_hash = ?', [id, keyHash(key)]);
      return rows.length > 0;
    },
  };
}
export type ChannelStore = ReturnType<typeof createChannelStore>;
