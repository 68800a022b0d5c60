// CERT-3: what must be there before an application is handed in.
import { toGtin14 } from '@zhuangui/protocol/checks/gtin.ts';
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import { DomainError } from '../platform/domain-error.ts';
import { checkContent } from './application-content.ts';
import { type Application, selectApplications } from './application-store.ts';
import { readEvidence } from './evidence-store.ts';
import { findSupplier } from './suppliers.ts';

/** Throws DomainError `invalid` or `conflict` with what to do. */
export async function requireHandable(tx: Queries, application: Application): Promise<void> {
  checkContent(application.content);
  const supplier = await findSupplier(tx, application.creditCode);
  if (supplier?.status !== 'active')
    throw new DomainError('invalid', 'supplier', 'The supplier is closed: reopen it in the register first.');
  if ((await readEvidence(tx, application.id)).length === 0)
    throw new DomainError('invalid', 'evidence-missing', 'Add at least one file of evidence first.');
  await requireFreeGtins(tx, application);
}

/** One barcode is one product: no two applications on their way, nor one beside what is published. */
async function requireFreeGtins(tx: Queries, application: Application): Promise<void> {
  const ours = new Set(application.content.gtins.map(toGtin14));
  const others = await selectApplications(
    tx,
    `a.state NOT IN ('draft', 'returned', 'rejected', 'withdrawn', 'expired') AND a.id <> ? AND a.id <> ?
     AND EXISTS (SELECT 1 FROM json_each(a.content, '$.gtins') g
       WHERE substr('00000000000000' || g.value, -14) IN (SELECT value FROM json_each(?)))`,
    [application.id, application.renews ?? '', JSON.stringify([...ours])],
  );
  const other = others[0];
  if (other)
    throw new DomainError(
      'conflict',
      'gtin-taken',
      `A barcode is in application ${other.id} already: correct it, or renew that entry.`,
      { application: other.id },
    );
}
