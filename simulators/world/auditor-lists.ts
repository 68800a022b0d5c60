// pure
// Lists and permits: what the rightful signers published beside what counters applied and sold by (S4, S5, S13, S14, S18).
import { dayOf } from '@zhuangui/protocol/days.ts';
import { freshnessBounds } from '@zhuangui/protocol/freshness.ts';
import type { LineOf, Permit } from '@zhuangui/protocol/journal-lines.ts';
import type { ListVersions } from '@zhuangui/protocol/messages.ts';
import { type AuditState, judge, type ListsBook, type ListsLine, type Machine } from './auditor-state.ts';
import type { PublishedLists } from './observations.ts';

/** Between the gate's answer and its committed line, disks included. */
const gateMs = 5_000;
const key = (entry: string, lot: string) => `${entry}\n${lot}`;

/** The rightful signers published lists. */
export function seePublished(state: AuditState, published: PublishedLists): void {
  const { lists, nowMs } = state;
  const { versions, withdrawn } = published;
  lists.byHash.set(published.hash, published);
  const catalogs = lists.catalogs.get(versions.catalog);
  if (catalogs) catalogs.push(published.entries);
  else lists.catalogs.set(versions.catalog, [published.entries]);
  lists.withdrawals.set(versions.withdrawals, withdrawn);
  lists.channels.add(versions.channels);
  lists.latest = published;
  lists.latestAtMs = nowMs;
  const since = new Map<string, number>();
  const keep = (name: string) => since.set(name, lists.since.get(name) ?? nowMs);
  for (const [entry, lots] of withdrawn) {
    if (lots === 'all') keep(entry);
    else for (const lot of lots) keep(key(entry, lot));
  }
  lists.since = since;
}

const parts = ['root', 'catalog', 'withdrawals', 'channels', 'snapshot'] as const;
const isWithdrawn = (withdrawn: PublishedLists['withdrawn'] | undefined, entry: string, lot: string) => {
  const lots = withdrawn?.get(entry);
  return lots === 'all' || lots?.has(lot) === true;
};

/** A counter says that it applied lists: a set that was published as a whole, not older, not expired. */
export function seeLists(state: AuditState, machine: Machine, line: LineOf<'lists'>): void {
  const before = machine.lists;
  const { versions, timeFloor } = line;
  const set = state.lists.byHash.get(line.hash);
  judge(state, 'S14', set !== undefined || mayBeForged(state.lists, versions), () => {
    return `${machine.key} applied lists ${line.hash.slice(0, 8)} that nobody published`;
  });
  if (set) judgeSet(state, machine, line, set);
  // A disk that damaged its catalog has none until it is fetched again: that is not an older one.
  const isGone = machine.lied && versions.catalog === 0;
  const fell =
    before && parts.find((part) => versions[part] < before.versions[part] && !(isGone && part === 'catalog'));
  judge(state, 'S13', fell === undefined, () => {
    return `${machine.key}: ${fell} went from version ${before?.versions[fell!]} back to ${versions[fell!]}`;
  });
  // LIST-5: a new root may take the times of a rotated key with it.
  const isNewRoot = before !== undefined && versions.root > before.versions.root;
  judge(state, 'S18', isNewRoot || timeFloor >= machine.floorMs - gateMs, () => {
    return `${machine.key}: the time floor fell from ${machine.floorMs} to ${timeFloor}`;
  });
  machine.floorMs = isNewRoot ? timeFloor : Math.max(machine.floorMs, timeFloor);
  machine.lists = line;
}

/** Whoever holds the online key can put signed parts together, and nothing else. */
const mayBeForged = (lists: ListsBook, { catalog, withdrawals }: ListVersions) =>
  lists.isKeyStolen && (catalog === 0 || lists.catalogs.has(catalog)) && lists.withdrawals.has(withdrawals);

function judgeSet(state: AuditState, machine: Machine, line: ListsLine, set: PublishedLists): void {
  const { versions } = line;
  // LIST-8: the catalog may lag behind while it is fetched; all else is of one piece.
  const isWhole = parts.every((part) =>
    part === 'catalog' ? versions.catalog <= set.versions.catalog : versions[part] === set.versions[part],
  );
  judge(state, 'S13', isWhole, () => {
    return `${machine.key} applied a mix: ${words(versions)}, published was ${words(set.versions)}`;
  });
  // The timestamp is the online key's alone: its thief can make the same set last longer.
  const { isKeyStolen } = state.lists;
  judge(state, 'S14', isKeyStolen || line.timeFloor < set.expiresAtMs, () => {
    return `${machine.key} applied lists that had expired at ${set.expiresAtMs}, at ${line.timeFloor}`;
  });
  judge(state, 'S18', isKeyStolen || line.expiresAt <= set.expiresAtMs, () => {
    return `${machine.key} holds lists valid until ${line.expiresAt} that end at ${set.expiresAtMs}`;
  });
}

const words = (versions: ListVersions) => parts.map((part) => `${part} ${versions[part]}`).join(', ');

export interface Sold {
  line: { seq: number; at: number };
  permit: Permit;
  slot: number;
  entry: string;
  lot: string;
  priceFen: number | undefined;
}

/** S4, S5: what a motor is announced for must be certified by the lists in force on this very counter. */
export function judgePermit(state: AuditState, machine: Machine, sold: Sold): void {
  const { permit, entry, lot } = sold;
  const who = `${machine.key} turned motor ${sold.slot} for ${entry}`;
  const inForce = machine.lists;
  const no = (holds: boolean, what: () => string) => judge(state, 'S4', holds, () => `${who}, ${what()}`);
  no(inForce !== undefined, () => 'without any lists');
  if (!inForce) return;
  const { versions } = inForce;
  no(permit.lists === inForce.hash && isSame(permit, versions), () => {
    return `permitted by lists ${permit.lists.slice(0, 8)}, in force were ${inForce.hash.slice(0, 8)}`;
  });
  no(permit.entry === entry && permit.lot === lot, () => `permitted was ${permit.entry}, lot ${permit.lot}`);
  const withdrawn = state.lists.withdrawals.get(versions.withdrawals);
  no(!isWithdrawn(withdrawn, entry, lot), () => `which list version ${versions.withdrawals} had withdrawn`);
  const set = state.lists.byHash.get(inForce.hash);
  no(!set?.suspended?.has(machine.counter), () => `although lists ${words(versions)} suspend this counter`);
  judgeEntry(state, machine, sold, no);
  judgeLease(state, machine, sold, inForce, no);
  judgeBound(state, machine, sold, who);
}

const isSame = (permit: Permit, versions: ListVersions) =>
  permit.catalogVersion === versions.catalog &&
  permit.withdrawalsVersion === versions.withdrawals &&
  permit.channelsVersion === versions.channels;

type No = (holds: boolean, what: () => string) => void;

/** The later of the wall clock and of what is certain: no clock set back makes anything younger. */
const trustedMs = (machine: Machine, line: { at: number }) => Math.max(line.at, machine.floorMs);

function judgeEntry(state: AuditState, machine: Machine, sold: Sold, no: No): void {
  const { permit, line, priceFen } = sold;
  const version = machine.lists!.versions.catalog;
  const certified = state.lists.catalogs.get(version)?.find((entries) => entries.has(sold.entry));
  const entry = certified?.get(sold.entry);
  no(entry !== undefined, () => `which catalog version ${version} does not hold`);
  if (!entry) return;
  const { minFen, maxFen } = entry.priceBand;
  no(permit.certificate === entry.certificate.number, () => `by certificate ${permit.certificate}`);
  no(permit.priceBand.minFen === minFen && permit.priceBand.maxFen === maxFen, () => 'by another price band');
  no(priceFen === undefined || (priceFen >= minFen && priceFen <= maxFen), () => {
    return `for ${priceFen} fen, certified are ${minFen} to ${maxFen}`;
  });
  const { validFrom, validUntil } = entry.certificate;
  const days = [trustedMs(machine, line), trustedMs(machine, line) - gateMs].map(dayOf);
  no(
    days[0]! >= validFrom && days[1]! <= validUntil,
    () => `certified from ${validFrom} until ${validUntil}, on ${days[0]}`,
  );
}

/** The lease: by trusted time, red lists sell nothing. */
function judgeLease(state: AuditState, machine: Machine, sold: Sold, inForce: ListsLine, no: No): void {
  const trusted = trustedMs(machine, sold.line) - gateMs;
  no(trusted < inForce.expiresAt && sold.permit.freshness !== 'red', () => {
    return `by lists that had expired at ${inForce.expiresAt}, at ${trusted}`;
  });
  no(trusted - inForce.signedAt < freshnessBounds.redAfterMs, () => `by lists signed at ${inForce.signedAt}`);
  judge(state, 'S18', machine.floorMs - gateMs < inForce.expiresAt, () => {
    return `${machine.key} sold by lists that ended at ${inForce.expiresAt}, certainly after ${machine.floorMs}`;
  });
}

/** A thief of the online key can withhold what the rightful signers publish, until the lists end. */
export const isHeldBack = ({ lists }: AuditState, machine: Machine): boolean =>
  lists.isKeyStolen && machine.lists !== undefined && !lists.byHash.has(machine.lists.hash);

/** S5: connected for longer than the bound, it must know of the withdrawal. */
function judgeBound(state: AuditState, machine: Machine, { entry, lot }: Sold, who: string): void {
  const { since } = state.lists;
  const fromMs = since.get(entry) ?? since.get(key(entry, lot));
  if (fromMs === undefined || machine.connectedSinceMs === undefined || isHeldBack(state, machine)) return;
  const knownMs = state.nowMs - Math.max(fromMs, machine.connectedSinceMs);
  judge(state, 'S5', knownMs <= state.bounds.withdrawalMs, () => {
    return `${who}, withdrawn for ${state.nowMs - fromMs} ms and connected meanwhile for ${knownMs} ms`;
  });
}
