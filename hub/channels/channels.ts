// Halls, zones and the 832 platform: registered, reporting, summed up apart from the counters.
import { join } from 'node:path';
import type { Db } from '@zhuangui/protocol/db/db.ts';
import type { CatalogIndex } from '../http/live/catalog-index.ts';
import type { Route } from '../http/routes/route.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Audit } from '../people/audit-port.ts';
import type { Clock } from '../platform/clock.ts';
import type { Random } from '../platform/random.ts';
import { createBatches } from './batches.ts';
import { channelRoutes } from './channel-routes.ts';
import { createChannelStore } from './channel-store.ts';
import { createFileAdapter, type SocialNetworkAdapter } from './social-network.ts';
import { channelTotals } from './totals.ts';

export interface ChannelParts {
  db: Db;
  reader: Db;
  audit: Audit;
  clock: Clock;
  random: Random;
  catalog: Pick<CatalogIndex, 'get'>;
  ledger: Pick<Ledger, 'totalsBy'>;
  /** Absolute folder of the hub's data. */
  dataFolder: string;
  network?: SocialNetworkAdapter;
}

export interface Channels {
  /** CHAN-8: for reports; self-reported, never to be added to verified figures. */
  totals(asked: Parameters<typeof channelTotals>[1]): ReturnType<typeof channelTotals>;
  routes: readonly Route[];
}

export function createChannels(parts: ChannelParts): Channels {
  const { db, reader, audit, clock, catalog } = parts;
  const store = createChannelStore(parts);
  const productOf = (entry: string) => catalog.get(entry)?.name;
  const batches = createBatches({ db, clock, audit, productOf });
  const network = parts.network ?? createFileAdapter(join(parts.dataFolder, 'exports', 'social-network'));

  /** CHAN-9. */
  async function sendDay(day: string) {
    const totals = await parts.ledger.totalsBy(['counter', 'entry'], { day });
    const sales = totals.map(({ counter, entry, sales, salesFen, refunds, refundsFen }) => {
      const known = catalog.get(entry);
      const product = known?.name ?? entry;
      const creditCode = known?.supplier.creditCode ?? '';
      return { day, counter, entry, product, creditCode, sales, salesFen, refunds, refundsFen };
    });
    const { reference } = await network.send(day, sales);
    return { day, lines: sales.length, reference };
  }

  return {
    totals: (asked) => channelTotals(reader, asked),
    routes: channelRoutes({ store, batches, reader, audit, clock, sendDay }),
  };
}
