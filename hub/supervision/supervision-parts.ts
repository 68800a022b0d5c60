// pure
// What the supervisors' slice asks of others.

import type { Db } from '@zhuangui/protocol/db/db.ts';
import type { CatalogSearch } from '../catalog/catalog-search.ts';
import type { Signer } from '../catalog/signer.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { CatalogIndex } from '../http/live/catalog-index.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Actor } from '../people/actor.ts';
import type { Audit } from '../people/audit-port.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { Random } from '../platform/random.ts';
import type { Sanctions } from '../sanctions/sanctions.ts';
import type { Stock } from '../stock/stock.ts';

export interface SupervisionParts {
  db: Db;
  /** Reads beside the writer; the same `db` in tests of one connection. */
  reader: Db;
  clock: Clock;
  random: Random;
  log: Log;
  audit: Audit;
  sanctions: Sanctions;
  search: CatalogSearch;
  catalog: CatalogIndex;
  fleet: Pick<Fleet, 'registry' | 'presence'>;
  ledger: Pick<Ledger, 'effectiveAt' | 'confirmedVersions' | 'order' | 'orderLines'>;
  stock: Stock;
  /** Views that show sanctions read them again. */
  refreshed(): Promise<void>;
  /** The acting person's key; undefined signs with the supervisor's key that lies on the hub. */
  signerOf(actor: Actor, passphrase: string | undefined): Promise<Signer | undefined>;
  /** Applications of a supplier that a blacklisting freezes. */
  pendingApplications(creditCode: string): Promise<number>;
  /** Name of a supplier of the register. */
  registeredName(creditCode: string): Promise<string | undefined>;
  /** Secret from which form tokens are made; at least 32 characters. */
  secret: string;
}

export const hex = (random: Random, bytes: number): string =>
  Buffer.from(random.bytes(bytes)).toString('hex');
