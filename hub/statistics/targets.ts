// STAT-8: targets of a year by region, league, banner, channel kind and host unit, and how far they are reached.
import { dayOf } from '@zhuangui/protocol/days.ts';
import type { Db } from '@zhuangui/protocol/db/db.ts';
import type { Actor } from '../people/actor.ts';
import type { Audit } from '../people/audit-port.ts';
import type { Scope } from '../people/scope.ts';
import { inScope } from '../people/scope.ts';
import type { Clock } from '../platform/clock.ts';
import { DomainError } from '../platform/domain-error.ts';
import { elapsedOf } from './assessment.ts';
import type { Dimension } from './dimensions.ts';
import type { Figures } from './figures.ts';
import type { Names } from './names.ts';
import { channelKinds, type TargetKind } from './target-kinds.ts';

export interface Target {
  year: number;
  kind: TargetKind;
  /** Region or league or banner code, channel kind, name of a host unit. */
  key: string;
  targetFen: number;
}

export interface TargetRow extends Target {
  name: string;
  /** Sales so far, of goods delivered; what was paid back was never in them. Null: a channel whose figures are not counter-verified. */
  doneFen: number | null;
  /** Per cent of the target, of the year, and what the year comes to at this pace. */
  share: number | null;
  elapsedShare: number;
  forecastFen: number | null;
  /** Share over elapsed share: 1 is on time. */
  runRate: number | null;
}

const dimensionOf: Partial<Record<TargetKind, Dimension>> = {
  league: 'league',
  banner: 'banner',
  'host-unit': 'hostUnit',
};
const everything: Scope = {
  ...{ everything: true, leagues: [], banners: [], operatingCompanies: [], hostUnits: [], creditCodes: [] },
};

export interface Targets {
  list(year: number, scope: Scope): Promise<TargetRow[]>;
  /** Rejects with DomainError `invalid`. Zero takes a target away. */
  set(actor: Actor, targets: readonly Target[]): Promise<void>;
}

export interface TargetsParts {
  db: Db;
  reader: Db;
  clock: Clock;
  audit: Audit;
  figures: Figures;
  names: Names;
}

const placeOf = ({ kind, key }: Pick<Target, 'kind' | 'key'>) => {
  if (kind === 'league') return { league: key };
  if (kind === 'banner') return { banner: key, league: `${key.slice(0, 4)}00` };
  return kind === 'host-unit' ? { hostUnit: key } : {};
};

const isKey = ({ kind, key }: Target): boolean => {
  if (kind === 'region') return key === '150000';
  if (kind === 'league') return /^15\d\d00$/.test(key);
  if (kind === 'banner') return /^15\d{4}$/.test(key) && !key.endsWith('00');
  return kind === 'channel' ? (channelKinds as readonly string[]).includes(key) : key.length > 0;
};

export function createTargets({ db, reader, clock, audit, figures, names }: TargetsParts): Targets {
  async function doneBy(kind: TargetKind, year: number): Promise<Map<string, number>> {
    const by = dimensionOf[kind] ?? 'none';
    const asked = { from: `${year}-01-01`, to: `${year}-12-31`, grain: 'none', by, filters: {} } as const;
    const { rows, total } = await figures.ask({ ...asked, scope: everything });
    if (by !== 'none') return new Map(rows.map((row) => [row.key, row.salesFen]));
    return new Map([[kind === 'region' ? '150000' : 'counter', total.salesFen]]);
  }

  async function nameOf({ kind, key }: Target): Promise<string> {
    const dimension = dimensionOf[kind];
    if (kind === 'region') return '内蒙古自治区';
    return dimension ? ((await names.of(dimension, [key])).get(key) ?? key) : key;
  }

  function progressed(target: Target, done: number | undefined, elapsed: number): Omit<TargetRow, 'name'> {
    const isVerified = target.kind !== 'channel' || target.key === 'counter';
    const doneFen = isVerified ? (done ?? 0) : null;
    const share = doneFen === null ? null : (100 * doneFen) / target.targetFen;
    const isBegun = doneFen !== null && elapsed > 0;
    return {
      ...target,
      ...{ doneFen, share, elapsedShare: 100 * elapsed },
      forecastFen: isBegun ? Math.round(doneFen / elapsed) : null,
      runRate: isBegun && share !== null ? share / (100 * elapsed) : null,
    };
  }

  return {
    async list(year, scope) {
      const found = await reader.query<Target>(
        'SELECT year, kind, key, target_fen AS targetFen FROM stat_target WHERE year = ? ORDER BY kind, key',
        [year],
      );
      const seen = found.filter((target) => inScope(scope, placeOf(target)));
      const kinds = [...new Set(seen.map(({ kind }) => kind))];
      const done = new Map(
        await Promise.all(kinds.map(async (kind) => [kind, await doneBy(kind, year)] as const)),
      );
      const elapsed = elapsedOf(year, dayOf(clock.nowMs()));
      const rows = seen.map(async (target) => ({
        ...progressed(target, done.get(target.kind)?.get(target.key), elapsed),
        name: await nameOf(target),
      }));
      return Promise.all(rows);
    },
    async set(actor, targets) {
      const wrong = targets.find((target) => !isKey(target));
      if (wrong)
        throw new DomainError(
          'invalid',
          'bad-target',
          `${wrong.kind} ${wrong.key} is nothing that has a target: give a code of the region (15…), a channel kind or the name of a host unit.`,
          { target: wrong.key },
        );
      const nowMs = clock.nowMs();
      await db.transaction(async (tx) => {
        for (const { year, kind, key, targetFen } of targets) {
          if (targetFen === 0)
            await tx.run('DELETE FROM stat_target WHERE year = ? AND kind = ? AND key = ?', [
              year,
              kind,
              key,
            ]);
          else
            await tx.run(
              `INSERT INTO stat_target (year, kind, key, target_fen, set_at, set_by) VALUES (?, ?, ?, ?, ?, ?)
               ON CONFLICT (year, kind, key) DO UPDATE SET target_fen = excluded.target_fen, set_at = excluded.set_at,
               set_by = excluded.set_by`,
              [year, kind, key, targetFen, nowMs, actor.name],
            );
          await audit.write(tx, {
            actor,
            action: 'target.write',
            object: `target/${year}/${kind}/${key}`,
            outcome: 'done',
            detail: `${targetFen} fen`,
          });
        }
      });
    },
  };
}
