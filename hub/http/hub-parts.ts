// pure
// What the HTTP interfaces need of the hub.
import type { Repository } from '../catalog/repository.ts';
import type { Signer } from '../catalog/signer.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Approvals } from '../operators/approvals.ts';
import type { Payments } from '../payments/payments.ts';
import type { Log } from '../platform/log.ts';
import type { Receipts } from '../receipts/open-receipts.ts';
import type { Sanctions } from '../sanctions/sanctions.ts';
import type { FleetSettings } from '../settings/settings.ts';
import type { Slices } from '../slices.ts';
import type { LogContent } from '../transparency/log-content.ts';
import type { Streams } from './event-stream.ts';
import type { CatalogIndex } from './live/catalog-index.ts';
import type { LiveState } from './live/live-state.ts';

export interface HttpParts {
  slices: Pick<Slices, 'access' | 'audit' | 'cases' | 'releases' | 'routes' | 'statistics' | 'supervision'>;
  live: LiveState;
  streams: Streams;
  fleet: Fleet;
  ledger: Ledger;
  sanctions: Sanctions;
  repository: Repository;
  catalog: CatalogIndex;
  /** Two certifiers whose keys lie on the hub, or none: then nothing is published from here. */
  certifiers: readonly Signer[];
  /** Throw-away keys on the hub itself: only then a file is published directly. */
  demo: boolean;
  settings: FleetSettings;
  approvals: Approvals;
  payments: Payments;
  logContent: LogContent;
  receipts: Receipts;
  adminToken: string;
  /** Folder of the built console. */
  pages: string;
  log: Log;
  /** Further names under which browsers reach this hub (HTTP-4). */
  hostNames?: readonly string[];
  /** `trust proxy` of Express: how many proxies stand before the hub, or their addresses. */
  trustProxy?: number | string[];
  /** Wrong tokens, and wrong passwords, a minute and address. Default 20. */
  wrongTriesMax?: number;
}
