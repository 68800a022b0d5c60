// pure
// REL-7: what a person may change in a certified entry without a new certification.
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import { DomainError } from '../platform/domain-error.ts';

const refused = (what: string) =>
  new DomainError(
    'invalid',
    'needs-certification',
    `${what} does not change by an edit: it needs an application or the national catalogue.`,
  );

/** Throws DomainError `needs-certification`. */
export function checkEdit(before: Entry, after: Entry): void {
  const same: [string, unknown, unknown][] = [
    ['The entry’s number', before.id, after.id],
    ['The certificate', before.certificate.number, after.certificate.number],
    ['The supplier', before.supplier.creditCode, after.supplier.creditCode],
    ['The beginning of validity', before.certificate.validFrom, after.certificate.validFrom],
    ['The origin', before.origin.banner, after.origin.banner],
    // Other barcodes would let other goods be scanned in under this certificate.
    ['The barcode', [...before.gtins].sort().join(), [...after.gtins].sort().join()],
    ['The category', before.category, after.category],
  ];
  for (const [what, old, now] of same) if (old !== now) throw refused(what);
  if (after.shelfLifeDays > before.shelfLifeDays) throw refused('A longer shelf life');
  // Shorter is a caution; longer would be a renewal that nobody certified.
  if (after.certificate.validUntil > before.certificate.validUntil) throw refused('A longer validity');
}
