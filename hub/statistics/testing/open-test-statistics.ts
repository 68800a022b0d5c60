// Figures over a real ledger and a real database, with a register and a catalog made up for the test.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Ledger, openLedger } from '../../ledger/ledger.ts';
import { ledgerSchema } from '../../ledger/ledger-schema.ts';
import type { Projection } from '../../ledger/projection.ts';
import { clockAt, noonMs } from '../../ledger/testing/open-test-ledger.ts';
import { SampleCounter } from '../../ledger/testing/sample-counter.ts';
import { silentLog } from '../../platform/log.ts';
import { type HubStores, openHubStores } from '../../store/open-hub-stores.ts';
import { createDictionary } from '../dictionary.ts';
import { type StatGoods, type StatPlace, unknownGoods, unknownPlace } from '../dimensions.ts';
import { createFigures, type Figures } from '../figures.ts';
import { createFigureLines, type FigureLines } from '../lines.ts';
import { createNames } from '../names.ts';
import { type DimensionSource, statisticsProjection } from '../projection.ts';
import { statisticsSchema } from '../statistics-schema.ts';

export interface TestStatistics {
  stores: HubStores;
  ledger: Ledger;
  figures: Figures;
  lines: FigureLines;
  places: Map<string, StatPlace>;
  goods: Map<string, StatGoods>;
  source: DimensionSource;
  now: { ms: number };
  /** Fails the group when it throws. */
  fault: { now: boolean };
  counter(id: string): SampleCounter;
  /** Sends batches and waits for the commit. */
  send(counter: SampleCounter, ...payloads: Uint8Array[]): Promise<void>;
  close(): Promise<void>;
}

export async function openTestStatistics(): Promise<TestStatistics> {
  const directory = await mkdtemp(join(tmpdir(), 'zhuangui-statistics-'));
  const stores = await openHubStores({
    path: join(directory, 'hub.db'),
    engine: 'node:sqlite',
    schemas: [ledgerSchema, statisticsSchema],
  });
  const { db, reader } = stores;
  const places = new Map<string, StatPlace>();
  const goods = new Map<string, StatGoods>();
  const source: DimensionSource = {
    placeOf: (counter) => places.get(counter) ?? unknownPlace(counter),
    goodsOf: (entry) => goods.get(entry) ?? unknownGoods(entry),
  };
  const fault = { now: false };
  const failing: Projection = async () => {
    if (fault.now) throw new Error('a projection that cannot write');
  };
  const now = { ms: noonMs };
  const keys = new Map<string, string>();
  const ledger = await openLedger({
    db,
    journalKey: (counter) => keys.get(counter),
    sendPosition() {},
    clock: clockAt(now),
    log: silentLog,
    projections: [statisticsProjection(createDictionary(), source), failing],
  });
  const names = createNames({
    reader,
    counterName: () => undefined,
    catalogEntry: () => undefined,
    regionName: () => undefined,
  });
  return {
    ...{ stores, ledger, places, goods, source, now, fault },
    figures: createFigures({ reader, names }),
    lines: createFigureLines({ reader }),
    counter(id) {
      const made = new SampleCounter(id);
      keys.set(id, made.publicKey);
      return made;
    },
    async send(counter, ...payloads) {
      for (const payload of payloads) await ledger.batch(counter.counter, payload);
      await ledger.idle();
    },
    async close() {
      await ledger.idle();
      await stores.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
