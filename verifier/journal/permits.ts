// pure
// One sale line against the lists in force on that counter at that moment: the gate's answer, found again (GATE-3 to GATE-9).
import { freshnessAt, freshnessBounds } from '@zhuangui/protocol/freshness.ts';
import type { Permit } from '@zhuangui/protocol/journal-lines.ts';
import { createDays } from '../days.ts';
import type { Findings, Place } from '../findings.ts';
import type { ListContent } from '../lists/content.ts';
import { lotKey } from '../lists/lot-key.ts';
import { type Goods, pastItsDay } from './goods.ts';
import type { InForce } from './lists-applied.ts';
import { slackMs } from './trusted-time.ts';

export interface SaleOf {
  slot: number;
  entry: string;
  lot: string;
  /** Undefined: nothing is sold, a motor is tried. */
  priceFen?: number | undefined;
  permit: Permit;
}

export interface PermitJudge {
  /** `trustedMs`: the time the counter knew when it wrote the line. `inForce` undefined: not known here. */
  judge(
    sale: SaleOf,
    counter: string,
    inForce: InForce | undefined,
    goods: Goods,
    trustedMs: number,
    place: Place,
  ): void;
}

export function createPermitJudge(content: ListContent, findings: Findings): PermitJudge {
  const days = createDays();

  function named(permit: Permit, inForce: InForce, place: Place): void {
    const { snapshot, catalog } = inForce;
    if (permit.lists !== snapshot.sha256)
      findings.violation(
        'permit-lists',
        place,
        `it names lists ${permit.lists.slice(0, 16)}…, in force were ${snapshot.sha256.slice(0, 16)}…`,
      );
    const versions = [
      ['catalog', permit.catalogVersion, catalog],
      ['withdrawals', permit.withdrawalsVersion, snapshot.versions.withdrawals],
      ['channels', permit.channelsVersion, snapshot.versions.channels],
    ] as const;
    for (const [name, said, held] of versions)
      if (said !== held)
        findings.violation('permit-lists', place, `it names ${name} version ${said}, in force was ${held}`);
  }

  function freshness(permit: Permit, inForce: InForce, moments: readonly number[], place: Place): void {
    const possible = moments.map((ms) => freshnessAt(inForce, ms));
    if (!possible.some((one) => one !== 'red'))
      findings.violation(
        'lists-too-old',
        place,
        `signed at ${inForce.signedAtMs}, in force until ${inForce.expiresAtMs}, sold at ${moments.at(-1)}`,
      );
    else if (!possible.includes(permit.freshness))
      findings.violation(
        'permit-lists',
        place,
        `it says ${permit.freshness}, the lists were ${possible.at(-1)}`,
      );
  }

  function sanctions(
    sale: SaleOf,
    counter: string,
    inForce: InForce,
    supplier: string | undefined,
    place: Place,
  ): void {
    const { withdrawals, channels } = inForce.snapshot.versions;
    const withdrawn = content.withdrawn(withdrawals);
    const what = withdrawn?.products.has(sale.entry)
      ? `${sale.entry} is withdrawn`
      : withdrawn?.lots.has(lotKey(sale.entry, sale.lot))
        ? `lot ${sale.lot} of ${sale.entry} is withdrawn`
        : supplier !== undefined && withdrawn?.suppliers.has(supplier)
          ? `supplier ${supplier} is blacklisted`
          : undefined;
    if (what)
      findings.violation(
        'withdrawn',
        place,
        `${what} in version ${withdrawals}, which this counter had applied`,
      );
    if (content.suspended(channels)?.has(counter))
      findings.violation(
        'suspended',
        place,
        `${counter} is suspended in version ${channels}, which it had applied`,
      );
  }

  function certified(
    sale: SaleOf,
    inForce: InForce,
    goods: Goods,
    days: readonly string[],
    place: Place,
  ): string | undefined {
    const { permit } = sale;
    const entry = content.entry(inForce.catalog, sale.entry);
    if (!entry) {
      findings.violation('not-certified', place, `catalog version ${inForce.catalog} holds no ${sale.entry}`);
      return undefined;
    }
    const { minFen, maxFen } = entry.priceBand;
    const said = permit.priceBand;
    if (permit.entry !== sale.entry || permit.lot !== sale.lot)
      findings.violation(
        'permit-entry',
        place,
        `it is for ${permit.entry} lot ${permit.lot}, sold is ${sale.entry} lot ${sale.lot}`,
      );
    if (permit.certificate !== entry.certificate.number)
      findings.violation(
        'permit-entry',
        place,
        `it names certificate ${permit.certificate}, ${entry.id} has ${entry.certificate.number}`,
      );
    if (said.minFen !== minFen || said.maxFen !== maxFen)
      findings.violation(
        'permit-entry',
        place,
        `it says ${said.minFen} to ${said.maxFen} fen, certified are ${minFen} to ${maxFen}`,
      );
    if (sale.priceFen !== undefined && (sale.priceFen < minFen || sale.priceFen > maxFen))
      findings.violation('price-band', place, `${sale.priceFen} fen, certified are ${minFen} to ${maxFen}`);
    const { validFrom, validUntil } = entry.certificate;
    if (!days.some((day) => day >= validFrom && day <= validUntil))
      findings.violation(
        'certificate-day',
        place,
        `valid from ${validFrom} to ${validUntil}, sold on ${days.at(-1)}`,
      );
    const loaded = goods.in(sale.slot);
    if (!loaded) findings.unchecked('the age of goods in slots whose restocking is not in the export');
    else if (loaded.entry !== sale.entry || loaded.lot !== sale.lot)
      findings.violation('goods-loaded', place, `slot ${sale.slot} held ${loaded.entry} lot ${loaded.lot}`);
    else {
      const past = pastItsDay(loaded, entry.shelfLifeDays, days);
      if (past) findings.violation('lot-day', place, past);
    }
    return entry.supplier.creditCode;
  }

  return {
    judge(sale, counter, inForce, goods, trustedMs, place) {
      if (!inForce)
        return findings.unchecked('permits before the first lists of a journal that are in the export');
      findings.checked('permits of sales');
      const moments = [trustedMs - slackMs, trustedMs];
      const [first, last] = [days.of(trustedMs - slackMs), days.of(trustedMs)];
      const both = first === last ? [last] : [first, last];
      named(sale.permit, inForce, place);
      freshness(sale.permit, inForce, moments, place);
      const supplier = certified(sale, inForce, goods, both, place);
      sanctions(sale, counter, inForce, supplier, place);
      const bound = content.withdrawalsAt(trustedMs - slackMs - freshnessBounds.redAfterMs);
      if (inForce.snapshot.versions.withdrawals < bound)
        findings.violation(
          'withdrawal-bound',
          place,
          `withdrawals version ${bound} was published more than ${freshnessBounds.redAfterMs / 3_600_000} hours before, in force was ${inForce.snapshot.versions.withdrawals}`,
        );
    },
  };
}
