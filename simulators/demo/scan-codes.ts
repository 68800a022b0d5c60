// pure
// Codes to hold before the simulated scanner: goods that may come in, and goods that may not, each for its own reason.
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import { addDays } from '@zhuangui/protocol/days.ts';
import type { Slot } from '../../device/planogram/slot.ts';
import { samplePlanogram } from '../samples/planogram.ts';

export interface ScanCode {
  /** What the scanner types; U+001D is the group separator. */
  code: string;
  zh: string;
  en: string;
}

const separator = '\u001d';
/** A right check digit, and in no catalog. */
const uncertifiedGtin = '6901234567892';

const short = (day: string): string => day.slice(2).replaceAll('-', '');

/** GS1 DataMatrix as a scanner types it: goods, lot, made, best before. */
function dataMatrix(gtin: string, lot: string, madeOn: string, bestBefore: string): string {
  return `]d201${gtin.padStart(14, '0')}10${lot}${separator}11${short(madeOn)}17${short(bestBefore)}`;
}

/** The entry that the demo withdraws on its first day: it stands in no counter, so nothing is missing from a page. */
export function entryToWithdraw(entries: readonly Entry[], today: string): Entry {
  const vendable = new Set(samplePlanogram(entries, entries.length, today).map(({ entry }) => entry.id));
  return entries.findLast(({ id }) => !vendable.has(id))!;
}

/** DEMO-7: accepted, asked for its dates, unknown, withdrawn, past its date, torn. */
export function scanCodes(entries: readonly Entry[], planogram: readonly Slot[], today: string): ScanCode[] {
  const known = planogram.find(({ count, capacity }) => count < capacity) ?? planogram[0];
  const there = entries.find(({ id }) => id === known?.entry);
  const stands = new Set(planogram.map(({ entry }) => entry));
  const withdrawn = entryToWithdraw(entries, today);
  const fresh = entries.find(({ id }) => !stands.has(id) && id !== withdrawn.id);
  if (!known || !there || !fresh) return [];
  const [gtin, other] = [there.gtins[0]!, fresh.gtins[0]!];
  const old = addDays(today, -there.shelfLifeDays - 30);
  return [
    {
      code: dataMatrix(gtin, known.lot, known.madeOn, known.bestBefore),
      zh: `${there.name}，货道 ${known.slot} 同批次`,
      en: `slot ${known.slot}, same lot: accepted`,
    },
    { code: gtin, zh: `${there.name}，只有条码`, en: 'bar code only: asks for lot and dates' },
    { code: other, zh: `${fresh.name}，柜里没有`, en: 'certified, new to this counter' },
    { code: uncertifiedGtin, zh: '未认证商品', en: 'not certified: refused' },
    { code: withdrawn.gtins[0]!, zh: `${withdrawn.name}，已清理出目录`, en: 'withdrawn: refused' },
    {
      code: dataMatrix(gtin, 'OLD1', old, addDays(old, there.shelfLifeDays)),
      zh: `${there.name}，已过期`,
      en: 'past its date: refused',
    },
    {
      code: `${gtin.slice(0, -1)}${(Number(gtin.at(-1)) + 1) % 10}`,
      zh: '条码损坏',
      en: 'wrong check digit',
    },
  ];
}
