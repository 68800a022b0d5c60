// A ledger over a real database in a directory of its own, for tests.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Db } from '@zhuangui/protocol/db/db.ts';
import type { DbEngine } from '@zhuangui/protocol/db/open-db.ts';
import type { PositionMessage } from '@zhuangui/protocol/messages.ts';
import { type Clock, systemClock } from '../../platform/clock.ts';
import { silentLog } from '../../platform/log.ts';
import { openHubStore } from '../../store/open-hub-store.ts';
import { type Ledger, type LedgerLimits, openLedger } from '../ledger.ts';
import { ledgerSchema } from '../ledger-schema.ts';
import type { Projection } from '../projection.ts';
import type { SampleCounter } from './sample-counter.ts';

export const noonMs = Date.parse('2020-11-20T12:00:00+08:00');
export const clockAt = (now: { ms: number }): Clock => ({ ...systemClock(), nowMs: () => now.ms });

export interface TestLedger {
  ledger: Ledger;
  db: Db;
  path: string;
  directory: string;
  now: { ms: number };
  keys: Map<string, string>;
  positions: { counter: string; position: PositionMessage }[];
  /** Latest position sent to a counter. */
  last(counter: SampleCounter): PositionMessage | undefined;
  /** Sends and waits for the commit. */
  send(counter: SampleCounter, ...payloads: Uint8Array[]): Promise<PositionMessage | undefined>;
  /** Closes the database; the directory stays. */
  stop(): Promise<void>;
  remove(): Promise<void>;
}

export interface TestLedgerOptions {
  engine?: DbEngine;
  path?: string;
  directory?: string;
  limits?: Partial<LedgerLimits>;
  wrap?(db: Db): Db;
  keys?: Map<string, string>;
  projections?: readonly Projection[];
}

export async function openTestLedger(options: TestLedgerOptions = {}): Promise<TestLedger> {
  const directory = options.directory ?? (await mkdtemp(join(tmpdir(), 'zhuangui-ledger-')));
  const path = options.path ?? join(directory, 'hub.db');
  const db = await openHubStore({ path, engine: options.engine ?? 'sqlite3', schemas: [ledgerSchema] });
  const now = { ms: noonMs };
  const keys = options.keys ?? new Map<string, string>();
  const positions: TestLedger['positions'] = [];
  const ledger = await openLedger({
    db: options.wrap?.(db) ?? db,
    journalKey: (counter) => keys.get(counter),
    sendPosition: (counter, position) => positions.push({ counter, position }),
    clock: clockAt(now),
    log: silentLog,
    ...(options.limits ? { limits: options.limits } : {}),
    ...(options.projections ? { projections: options.projections } : {}),
  });
  const last = (counter: SampleCounter) =>
    positions.findLast((sent) => sent.counter === counter.counter)?.position;
  return {
    ledger,
    db,
    path,
    directory,
    now,
    keys,
    positions,
    last,
    async send(counter, ...payloads) {
      for (const payload of payloads) await ledger.batch(counter.counter, payload);
      await ledger.idle();
      return last(counter);
    },
    async stop() {
      await ledger.idle();
      await db.close();
    },
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}
