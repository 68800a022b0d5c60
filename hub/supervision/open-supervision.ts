// The supervisors' slice over the hub's parts and its neighbours.
import type { Certification } from '../certification/certification.ts';
import { machineActor } from '../people/machine-actor.ts';
import { scopeOf } from '../people/scope.ts';
import type { Signing } from '../signing/signing.ts';
import type { SliceParts } from '../slices.ts';
import { createSupervision, type Supervision } from './supervision.ts';
import type { SupervisionParts } from './supervision-parts.ts';

export interface SupervisionNeighbours extends Pick<SupervisionParts, 'audit' | 'stock'> {
  certification: Pick<Certification, 'list' | 'suppliers'>;
  signing: Pick<Signing, 'signerFor'>;
}

/** Nothing moves on from here, frozen or not. */
const ended: ReadonlySet<string> = new Set(['published', 'rejected', 'withdrawn', 'expired']);

export function openSupervision(parts: SliceParts & SupervisionNeighbours): Supervision {
  const { certification, live, adminToken, signing } = parts;
  const everything = scopeOf(machineActor, 'application.read');
  return createSupervision({
    ...parts,
    refreshed: () => live.refreshLists(),
    signerOf: (actor, passphrase) => signing.signerFor(actor, 'withdrawals', passphrase),
    registeredName: async (creditCode) => (await parts.certification.suppliers.find(creditCode))?.name,
    async pendingApplications(creditCode) {
      const { rows } = await certification.list(everything, { creditCode, limit: 1000, offset: 0 });
      return rows.filter(({ state }) => !ended.has(state)).length;
    },
    secret: adminToken,
  });
}
