// The console's picture of the hub: kept up to date by what happens, put together when somebody looks.
import { dayOf } from '@zhuangui/protocol/days.ts';
import {
  type GatePoint,
  type GateReason,
  isAboutGoods,
  type PaymentMethod,
} from '@zhuangui/protocol/units.ts';
import type { Broker } from '../../broker/broker-parts.ts';
import type { Repository } from '../../catalog/repository.ts';
import type { Counter } from '../../fleet/counter.ts';
import type { Fleet } from '../../fleet/fleet.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { CommitSummary, Refusal, Sale } from '../../ledger/ledger-types.ts';
import type { Totals } from '../../ledger/queries.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import { affects, type Sanction } from '../../sanctions/sanction-lists.ts';
import type { Sanctions } from '../../sanctions/sanctions.ts';
import type { AuditFollower } from '../audit/follower.ts';
import type { CounterRow, Dashboard, RefusalRow, SaleRow, SanctionRow } from '../views.ts';
import type { CatalogIndex } from './catalog-index.ts';
import { createConfirmations } from './confirmations.ts';
import { counterFreshness, counterRow } from './counter-rows.ts';
import { createDaySums } from './day-sums.ts';
import { enrolledIds } from './enrolled.ts';
import { throttled } from './throttled.ts';

export interface LiveParts {
  ledger: Ledger;
  fleet: Pick<Fleet, 'registry' | 'presence' | 'enrolment'>;
  repository: Repository;
  sanctions: Sanctions;
  broker: Pick<Broker, 'stats'>;
  audit: AuditFollower;
  catalog: CatalogIndex;
  /** How many cases wait for a person. */
  openCases(): Promise<number>;
  demo: boolean;
  clock: Clock;
  log: Log;
}

export interface LiveState {
  /** Cheap: figures are kept, only the counting over counters is done now. */
  dashboard(): Dashboard;
  /** A page of the counters one may see whose id or name holds the text. */
  counters(
    text: string,
    offset: number,
    limit: number,
    isSeen?: (counter: Counter) => boolean,
  ): { total: number; counters: CounterRow[] };
  sanctionRow(sanction: Sanction): SanctionRow;
  onChange(listener: () => void): () => void;
  /** Reads again what changes outside of commits: sanctions, list versions. Resolves when it shows. */
  refreshLists(): Promise<void>;
  /** A person took or closed a case. */
  refreshCases(): void;
  close(): Promise<void>;
}

const rowsShown = 30;
const refusalsLoaded = 50_000;
const sanctionsShown = 50;

interface Lists {
  catalogVersion: number;
  withdrawalsVersion: number;
  channelsVersion: number;
  signedAt: number;
}

export async function openLiveState(parts: LiveParts): Promise<LiveState> {
  const { ledger, fleet, repository, sanctions, broker, audit, catalog, clock, log } = parts;
  const confirmations = createConfirmations(await ledger.confirmedVersions());
  const listeners = new Set<() => void>();
  const changed = () => {
    for (const listener of listeners) listener();
  };
  const nameOf = (counter: string) => fleet.registry.get(counter)?.name ?? counter;
  const productOf = (entry: string) => catalog.get(entry)?.name ?? entry;

  let sales: Sale[] = await ledger.recentSales(rowsShown);
  const known = (await ledger.recentRefusals(refusalsLoaded)).filter(({ reasons }) => isAboutGoods(reasons));
  let refusals: Refusal[] = known.slice(0, rowsShown);
  let refusedDay = dayOf(clock.nowMs());
  let refusedToday = known.filter(({ atMs }) => dayOf(atMs) === refusedDay).length;
  let history: Sanction[] = [];
  let lists: Lists = { catalogVersion: 0, withdrawalsVersion: 0, channelsVersion: 0, signedAt: 0 };

  const beganOn = dayOf(clock.nowMs());
  const sums = createDaySums({
    day: beganOn,
    allTime: await ledger.totals(),
    perCounter: await ledger.totalsBy(['counter'], { day: beganOn }),
  });
  // Rows of one counter come oldest journal first: the newest stays.
  const positions = new Map((await ledger.positions()).map(({ counter, seq }) => [counter, seq]));
  const cases = throttled({
    ...{ clock, log, changed, pauseMs: 200 },
    first: await parts.openCases(),
    read: () => parts.openCases(),
  });

  let refreshing: Promise<void> = Promise.resolve();
  let nextRefresh: Promise<void> | undefined;
  /** One reading at a time: an older one must not end after a newer one. Who comes meanwhile shares the next. */
  function refreshLists(): Promise<void> {
    nextRefresh ??= refreshing
      .catch(() => undefined)
      .then(() => {
        nextRefresh = undefined;
        refreshing = readLists();
        return refreshing;
      });
    return nextRefresh;
  }

  async function readLists(): Promise<void> {
    const [rows, versions, signedAt] = await Promise.all([
      sanctions.history(sanctionsShown),
      repository.versions(),
      repository.signedAt(),
    ]);
    if (versions.catalog !== lists.catalogVersion) await catalog.reload();
    history = rows;
    lists = {
      catalogVersion: versions.catalog,
      withdrawalsVersion: versions.withdrawals,
      channelsVersion: versions.channels,
      signedAt,
    };
    changed();
  }

  function committed(summary: CommitSummary): void {
    if (summary.sales.length > 0) sales = [...summary.sales].reverse().concat(sales).slice(0, rowsShown);
    const stopped = summary.refusals.filter(({ reasons }) => isAboutGoods(reasons));
    refusals = stopped.toReversed().concat(refusals).slice(0, rowsShown);
    countRefused(stopped);
    confirmations.note(summary.confirmations, summary.committedAtMs);
    sums.add(summary.totals, dayOf(clock.nowMs()));
    for (const { counter, seq } of summary.journals) positions.set(counter, seq);
    if (summary.cases.length > 0) cases.wake();
    changed();
  }

  function countRefused(added: readonly Refusal[]): void {
    const today = dayOf(clock.nowMs());
    if (today !== refusedDay) refusedToday = 0;
    refusedDay = today;
    refusedToday += added.filter(({ atMs }) => dayOf(atMs) === today).length;
  }

  const refreshQuietly = () =>
    void refreshLists().catch((error: unknown) =>
      log.error({ error }, 'the console’s lists could not be read'),
    );
  const stops = [
    ledger.onCommitted(committed),
    ledger.onCase(() => cases.wake()),
    fleet.presence.onChange(changed),
    audit.onChange(changed),
    repository.onPublished(refreshQuietly),
  ];
  await refreshLists();

  const enrolled = enrolledIds(fleet, clock);
  stops.push(enrolled.close);

  function saleRow(sale: Sale): SaleRow {
    const { counter, order, atMs, entry, lot, slot, priceFen } = sale;
    return {
      counter,
      counterName: nameOf(counter),
      order: `${order}-${sale.item}`,
      at: atMs,
      entry,
      product: productOf(entry),
      lot,
      slot,
      priceFen,
      method: sale.method as PaymentMethod,
    };
  }

  function refusalRow(refusal: Refusal): RefusalRow {
    const { counter, atMs, point, slot, entry, reasons } = refusal;
    return {
      counter,
      counterName: nameOf(counter),
      at: atMs,
      point: point as GatePoint,
      slot,
      entry: entry ?? null,
      product: entry === undefined ? null : productOf(entry),
      reasons: reasons as GateReason[],
    };
  }

  const isCompanys = (sanction: Sanction, counter: string): boolean => {
    const place = fleet.registry.get(counter);
    return place !== undefined && affects(sanction, place);
  };
  const reachNow = () => confirmations.reach(enrolled.ids(), isCompanys);

  function sanctionRow(sanction: Sanction, reach = reachNow()): SanctionRow {
    const { id, target, lots, reason, by, at, releasedAt } = sanction;
    // For whoever counts by list, a company's counters are channels.
    const kind = sanction.kind === 'company' ? 'channel' : sanction.kind;
    const targetName = sanction.kind === 'channel' ? nameOf(target) : sanction.targetName;
    return {
      id,
      kind,
      target,
      targetName,
      lots,
      reason,
      by,
      at,
      releasedAt,
      ...reach(sanction),
    };
  }

  function countCounters(nowMs: number): Dashboard['counters'] {
    const counts = { total: 0, online: 0, green: 0, amber: 0, red: 0 };
    for (const id of enrolled.ids()) {
      const presence = fleet.presence.get(id);
      counts.total += 1;
      if (presence?.online) counts.online += 1;
      counts[counterFreshness(presence, confirmations.get(id), nowMs)] += 1;
    }
    return counts;
  }

  function refusedTraffic(): Dashboard['refusedTraffic'] {
    const counts = { ...broker.stats().refused, ...prefixed(ledger.stats().uplink.refused) };
    return Object.entries(counts)
      .filter(([, count]) => count > 0)
      .map(([reason, count]) => ({ reason, count }))
      .sort((a, b) => b.count - a.count);
  }

  return {
    dashboard() {
      const nowMs = clock.nowMs();
      const day = dayOf(nowMs);
      const { judged, certified, perHour } = audit.figures();
      const reach = reachNow();
      return {
        at: nowMs,
        demo: parts.demo,
        today: {
          ...sums.today(day),
          refused: refusedDay === day ? refusedToday : 0,
        },
        allTime: salesOf(sums.allTime()),
        certifiedShare: judged === 0 ? null : (100 * certified) / judged,
        counters: countCounters(nowMs),
        lists: { ...lists, entries: catalog.size() },
        cases: cases.value(),
        perHour,
        sales: sales.map(saleRow),
        refusals: refusals.map(refusalRow),
        sanctions: history.map((sanction) => sanctionRow(sanction, reach)),
        refusedTraffic: refusedTraffic(),
      };
    },
    counters(text, offset, limit, isSeen = () => true) {
      const nowMs = clock.nowMs();
      const day = dayOf(nowMs);
      const found = fleet.registry.list().filter((counter) => holds(counter, text) && isSeen(counter));
      const counters = found.slice(offset, offset + limit).map((counter) =>
        counterRow(
          {
            counter,
            presence: fleet.presence.get(counter.id),
            confirmation: confirmations.get(counter.id),
            position: positions.get(counter.id) ?? 0,
            today: sums.todayOf(counter.id, day),
          },
          nowMs,
        ),
      );
      return { total: found.length, counters };
    },
    sanctionRow: (sanction) => sanctionRow(sanction),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    refreshLists,
    refreshCases: () => cases.wake(),
    async close() {
      for (const stop of stops) stop();
      await cases.close();
    },
  };
}

const salesOf = ({ sales, salesFen }: Pick<Totals, 'sales' | 'salesFen'>) => ({ sales, salesFen });

const holds = ({ id, name }: { id: string; name: string }, text: string) =>
  text === '' || id.includes(text) || name.toLowerCase().includes(text);

/** Refusals of journal batches beside those of the broker. */
const prefixed = (counts: Record<string, number>) =>
  Object.fromEntries(Object.entries(counts).map(([name, count]) => [`journal ${name}`, count]));
