// pure
// A counter on which everything is in order, for tests and measurements: change one thing, see one reason.
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import { startOfDay } from '@zhuangui/protocol/days.ts';
import type { ListsView, Sanction } from '../lists/lists-view.ts';
import type { Slot } from '../planogram/slot.ts';
import type { GateQuestion } from './gate.ts';

export const sampleToday = '2026-05-20';
const hourMs = 3_600_000;
/** Noon of the sample day in China. */
export const sampleNowMs = startOfDay(sampleToday) + 12 * hourMs;

export const sampleEntry: Entry = {
  id: 'NM-2026-0001',
  name: '武川莜面',
  brand: '阴山',
  specification: '1 kg',
  gtins: ['6901234567892'],
  category: 'grain',
  supplier: { name: '武川县莜麦合作社', creditCode: '93150125MA0N000001' },
  origin: { banner: '150125', name: '武川县', league: '150100' },
  helps: { how: '订单收购', people: 120 },
  certificate: { number: 'NM-2026-0001', validFrom: '2026-01-01', validUntil: '2027-12-31' },
  priceBand: { minFen: 1000, maxFen: 2000 },
  marks: ['green-food'],
  shelfLifeDays: 180,
};

export const sampleSlot: Slot = {
  slot: 1,
  entry: sampleEntry.id,
  lot: '20260401A',
  madeOn: '2026-04-01',
  bestBefore: '2026-09-28',
  count: 5,
  capacity: 8,
  priceFen: 1500,
};

/** What is forbidden on top of a catalog. */
export interface SampleSanctions {
  products?: readonly string[];
  lots?: readonly { entry: string; lot: string }[];
  suppliers?: readonly string[];
  suspended?: boolean;
}

/** A lists view over plain arrays, signed an hour before the sample noon. */
export function sampleLists(
  entries: readonly Entry[] = [sampleEntry],
  sanctions: SampleSanctions = {},
  signedAtMs = sampleNowMs - hourMs,
): ListsView {
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const when = (holds: boolean | undefined): Sanction | undefined =>
    holds ? { reason: '抽检不合格', at: signedAtMs } : undefined;
  return {
    versions: { root: 1, catalog: 3, withdrawals: 2, channels: 1, snapshot: 5 },
    hash: 'ab'.repeat(32),
    times: { signedAtMs, expiresAtMs: signedAtMs + 72 * hourMs },
    entry: (id) => byId.get(id),
    entriesByGtin: (gtin) => entries.filter((entry) => entry.gtins.includes(gtin)),
    entryCount: entries.length,
    productWithdrawal: (id) => when(sanctions.products?.includes(id)),
    lotWithdrawal: (id, lot) => when(sanctions.lots?.some((one) => one.entry === id && one.lot === lot)),
    blacklisting: (code) => when(sanctions.suppliers?.includes(code)),
    suspension: when(sanctions.suspended),
  };
}

/** A question that the gate answers with a permit. */
export const sampleQuestion = (changes: Partial<GateQuestion> = {}): GateQuestion => ({
  point: 'pay',
  slotNumber: 1,
  slot: sampleSlot,
  lists: sampleLists(),
  trustedNowMs: sampleNowMs,
  boardOnline: true,
  journalWritable: true,
  ...changes,
});
