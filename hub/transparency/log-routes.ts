// The log as the console shows it: how far it is, who keeps which checkpoint, who found it forked.
import type { Db } from '@zhuangui/protocol/db/db.ts';
import { Closed } from '@zhuangui/protocol/units.ts';
import Type from 'typebox';
import { type Route, route } from '../http/routes/route.ts';
import { allEpochs, currentEpoch, readLeaves } from './log-store.ts';
import { signedHead, type Transparency } from './transparency.ts';

export interface LogRouteParts {
  reader: Db;
  transparency: Pick<Transparency, 'keyOf' | 'isBehind'>;
}

const LogView = Closed({
  origin: Type.String(),
  key: Type.String(),
  size: Type.Integer(),
  root: Type.String(),
  signedAtMs: Type.Integer(),
  /** Counters hold more of it than the hub: it waits for a new root. */
  isBehind: Type.Boolean(),
  logs: Type.Array(Closed({ epoch: Type.Integer(), origin: Type.String(), beganAtMs: Type.Integer() })),
  witnesses: Type.Integer(),
  forked: Type.Integer(),
});
const Row = <P extends Parameters<typeof Closed>[0]>(properties: P) =>
  Closed({ rows: Type.Array(Closed(properties)), total: Type.Integer() });
const Page = Closed({
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
  pageSize: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
});
/** `LIMIT ? OFFSET ?`. */
const cutOf = ({ page = 1, pageSize = 50 }: { page?: number; pageSize?: number }): [number, number] => [
  pageSize,
  (page - 1) * pageSize,
];
const WitnessRow = {
  id: Type.String(),
  origin: Type.String(),
  size: Type.Integer(),
  root: Type.String(),
  counters: Type.Integer(),
  lastAtMs: Type.Integer(),
};
const ForkRow = {
  id: Type.String(),
  counter: Type.String(),
  atMs: Type.Integer(),
  active: Type.Boolean(),
  detail: Type.String(),
};
const LeafRow = { index: Type.Integer(), atMs: Type.Integer(), type: Type.String(), text: Type.String() };

const countOf = async (reader: Db, sql: string) => (await reader.query<{ n: number }>(sql))[0]!.n;
const stillForked = `SELECT count(*) AS n FROM log_fork AS one WHERE active = 1
  AND at = (SELECT max(at) FROM log_fork WHERE counter = one.counter)`;

/** Signed-in readers of releases; the log itself is public at /log. */
export function logRoutes({ reader, transparency }: LogRouteParts): Route[] {
  const common = { tag: 'transparency', access: 'release.read', method: 'get' } as const;
  return [
    route({
      ...common,
      path: '/api/log',
      summary: 'The transparency log: size, newest checkpoint, witnesses, forks.',
      answer: LogView,
      async handle() {
        const epoch = (await currentEpoch(reader))!;
        const head = (await signedHead(reader, epoch.epoch))!;
        return {
          origin: epoch.origin,
          key: transparency.keyOf(epoch.origin),
          size: head.size,
          root: head.root,
          signedAtMs: head.at,
          isBehind: transparency.isBehind(),
          logs: (await allEpochs(reader)).map(({ epoch: number, origin, beganAt }) => ({
            epoch: number,
            origin,
            beganAtMs: beganAt,
          })),
          witnesses: await countOf(reader, 'SELECT count(*) AS n FROM log_witness'),
          forked: await countOf(reader, stillForked),
        };
      },
    }),
    route({
      ...common,
      path: '/api/log/witnesses',
      summary: 'Which checkpoints counters keep, and how many keep each.',
      query: Page,
      answer: Row(WitnessRow),
      async handle({ query }) {
        const rows = await reader.query(
          `SELECT origin || ' ' || size || ' ' || root AS id, origin, size, root, count(*) AS counters, max(at) AS lastAtMs FROM log_witness
           GROUP BY origin, size, root ORDER BY lastAtMs DESC LIMIT ? OFFSET ?`,
          cutOf(query),
        );
        const total = 'SELECT count(*) AS n FROM (SELECT 1 FROM log_witness GROUP BY origin, size, root)';
        return { rows, total: await countOf(reader, total) };
      },
    }),
    route({
      ...common,
      path: '/api/log/forks',
      summary: 'Counters that found the log forked, newest first.',
      query: Page,
      answer: Row(ForkRow),
      async handle({ query }) {
        const rows = await reader.query<{ active: number }>(
          `SELECT counter || ' ' || at AS id, counter, at AS atMs, active, detail FROM log_fork ORDER BY at DESC LIMIT ? OFFSET ?`,
          cutOf(query),
        );
        const total = await countOf(reader, 'SELECT count(*) AS n FROM log_fork');
        return { rows: rows.map((row) => ({ ...row, active: row.active === 1 })), total };
      },
    }),
    route({
      ...common,
      path: '/api/log/leaves',
      summary: 'Leaves of the current log, newest first.',
      query: Page,
      answer: Row(LeafRow),
      async handle({ query }) {
        const [limit, offset] = cutOf(query);
        const { epoch } = (await currentEpoch(reader))!;
        const { size } = (await signedHead(reader, epoch))!;
        const end = Math.max(0, size - offset);
        const from = Math.max(0, end - limit);
        const leaves = await readLeaves(reader, epoch, from, end - from);
        const rows = leaves.reverse().map(({ index, at, type, bytes }) => ({
          index,
          atMs: at,
          type,
          text: Buffer.from(bytes).toString('utf8'),
        }));
        return { rows, total: size };
      },
    }),
  ];
}
