// Every described route of a real hub, ids that exist, and a picture of all its tables.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { openDb } from '@zhuangui/protocol/db/open-db.ts';
import { coreRoutes } from '../../hub/http/core-routes.ts';
import type { HttpParts } from '../../hub/http/hub-parts.ts';
import type { Route } from '../../hub/http/routes/route.ts';
import { type Grant, type Role, roles } from '../../hub/people/actor.ts';
import { sampleEntries } from '../../simulators/samples/entries.ts';
import type { HubRig, RigPerson } from '../hub/hub-rig.ts';

export type Shape = Route['shape'];
export const entries = sampleEntries({ count: 6, referenceDate: '2026-11-23' });

/** Where the rig's counter stands and its goods come from, and the other end of the region. */
const places = {
  here: { league: '150100', banner: '150102', company: '某运营公司', unit: '自治区某机关' },
  elsewhere: { league: '150400', banner: '150430', company: '另一公司', unit: '另一单位' },
} as const;

/** The role at a place of its kind; undefined for one that is held for the whole region only. */
export function grantAt(role: Role, where: keyof typeof places, creditCode: string): Grant | undefined {
  const { league, banner, company, unit } = places[where];
  if (role === 'banner-reviewer') return { role, place: { kind: 'banner', code: banner } };
  if (['league-reviewer', 'supervisor', 'statistician'].includes(role))
    return { role, place: { kind: 'league', code: league } };
  if (role === 'operating-company') return { role, place: { kind: 'operating-company', name: company } };
  if (role === 'host-unit') return { role, place: { kind: 'host-unit', name: unit } };
  return role === 'supplier' ? { role, place: { kind: 'supplier', creditCode } } : undefined;
}

export const everyGrant: Grant[] = roles.map(
  (role) =>
    (['supervisor', 'statistician'].includes(role)
      ? undefined
      : grantAt(role, 'here', entries[0]!.supplier.creditCode)) ?? { role, place: { kind: 'region' } },
);

export const shapesOf = ({ hub }: HubRig): Shape[] =>
  [...hub.slices.routes, ...coreRoutes(hub as unknown as HttpParts)].map(({ shape }) => shape);

export const nameOf = ({ method, path }: Shape): string => `${method.toUpperCase()} ${path}`;

async function idOf(answer: Promise<Response>): Promise<string> {
  const response = await answer;
  const { id } = (await response.json()) as { id?: string };
  if (id) return id;
  throw new Error(`${response.url}: ${response.status}`);
}

/** The path of a route with ids that exist in this hub. */
export async function knownPaths(rig: HubRig, all: RigPerson): Promise<(shape: Shape) => string> {
  const counter = await rig.addCounter('a-0001');
  await counter.confirm();
  await counter.sell(entries[0]!);
  const sanction = await idOf(rig.post('/api/withdrawals', { entry: entries[1]!.id, reason: '抽检不合格' }));
  const release = await idOf(all.post('/api/releases', { title: '十一月' }));
  const known: Record<string, string> = {
    '/api/fleet/counters/': 'a-0001',
    '/api/counters/': 'a-0001',
    '/api/supervision/sanctions/': sanction,
    '/api/sanctions/': sanction,
    '/api/withdrawals/': sanction,
    '/api/releases/': release,
    '/api/catalog/entries/': entries[2]!.id,
    '/api/people/': (await rig.as([], '无权限者')).actor.id,
    '/api/certification/batches/': '2026-11',
    '/api/reports/': '2026-10',
  };
  return ({ path }) => {
    const prefix = Object.keys(known).find((one) => path.startsWith(`${one}:`));
    return path.replace(/:\w+/, prefix ? known[prefix]! : 'x1').replace(/:\w+/g, 'x1');
  };
}

/** Every row of every table as text, read from a copy: the hub holds its own file alone. */
export async function rowsOf({ hub, folder }: HubRig): Promise<Map<string, string[]>> {
  const path = join(folder, `copy-${randomBytes(4).toString('hex')}.db`);
  await hub.backup(path);
  const db = await openDb({ engine: 'node:sqlite', path });
  const found = new Map<string, string[]>();
  const tables = await db.query<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'");
  for (const { name } of tables) {
    const rows = await db.query(`SELECT * FROM "${name}"`);
    found.set(name, rows.map((row) => JSON.stringify(row)).sort());
  }
  await db.close();
  return found;
}

/** Names of tables whose rows differ, but for those written about whoever asks. */
export const changed = (
  before: Map<string, string[]>,
  after: Map<string, string[]>,
  except: readonly string[],
): string[] =>
  [...after]
    .filter(([table, rows]) => !except.includes(table) && before.get(table)?.join() !== rows.join())
    .map(([table]) => table);
