// What the certification routes share: whose application it is is asked before anything is told of it.
import type { Call } from '../../http/routes/route.ts';
import type { Action } from '../../people/permissions.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { type Application, applicationPlace } from '../application-store.ts';
import type { Certification } from '../certification.ts';
import { type Supplier, supplierPlace } from '../suppliers.ts';

export interface CertificationRouteParts {
  certification: Certification;
  nowMs(): number;
  /** PEO-14: a decision needs a proof of who decides that is not older than some minutes. Throws. */
  requireProof(actor: Call<unknown, unknown>['actor'], nowMs: number): void;
}

type AnyCall = Pick<Call<never, never>, 'params' | 'demand'>;

/** Outside one's place it is refused and written down, and told as if it were not there. */
async function hidden(demand: Promise<void>): Promise<void> {
  try {
    await demand;
  } catch {
    throw new DomainError('unknown', 'not-here', 'There is no such thing, or it is not yours to see.');
  }
}

/** To read: CERT-17. */
export async function seen(certification: Certification, call: AnyCall): Promise<Application> {
  const found = await certification.applications.find(call.params['id'] ?? '');
  if (!found) throw new DomainError('unknown', 'application', 'There is no such application.');
  await hidden(call.demand(applicationPlace(found), `application/${found.id}`, 'application.read'));
  return found;
}

/** To act on: who may not even read it is told nothing; who may read it is told that this is not theirs to do. */
export async function actedOn(
  certification: Certification,
  call: AnyCall,
  action: Action,
): Promise<Application> {
  const found = await seen(certification, call);
  await call.demand(applicationPlace(found), `application/${found.id}`, action);
  return found;
}

export async function seenSupplier(certification: Certification, call: AnyCall): Promise<Supplier> {
  const found = await certification.suppliers.find(call.params['creditCode'] ?? '');
  if (!found) throw new DomainError('unknown', 'supplier', 'There is no such supplier.');
  await hidden(call.demand(supplierPlace(found), `supplier/${found.creditCode}`, 'supplier.read'));
  return found;
}
