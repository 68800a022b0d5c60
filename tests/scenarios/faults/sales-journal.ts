// A closed journal with many lines, as a counter leaves it: written by the counter's own code.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadOrCreateJournalKey } from '../../../device/journal/key.ts';
import { openCounterStore } from '../../../device/journal/open-counter-db.ts';
import { systemClock } from '../../../device/platform/clock.ts';
import { silentLog } from '../../../device/platform/log.ts';
import { systemRandom } from '../../../device/platform/random.ts';
import { saleLines } from '../../../hub/ledger/testing/sample-counter.ts';
import { writerCounter } from './writer-words.ts';

export interface SalesJournal {
  path: string;
  counter: string;
  remove(): void;
}

/** Appends whole sales until there are so many lines more; without a prepared counter the file is a journal only. */
export async function salesJournal(templateDb: string | undefined, lines: number): Promise<SalesJournal> {
  const folder = mkdtempSync(join(tmpdir(), 'fault-journal-'));
  if (templateDb !== undefined) cpSync(dirname(templateDb), folder, { recursive: true });
  const store = await openCounterStore({
    folder,
    counter: writerCounter,
    key: await loadOrCreateJournalKey(join(folder, 'journal.key')),
    clock: systemClock(),
    random: systemRandom(),
    log: silentLog,
    agentVersion: 'fault',
    engine: 'node:sqlite',
  });
  const until = store.journal.head().seq + lines;
  for (let sale = 1; store.journal.head().seq < until; sale += 1) {
    const order = `o${sale.toString(16).padStart(24, '0')}`;
    for (const body of saleLines(order, 'NM-2026-0001', 500)) await store.journal.append([body]);
  }
  await store.close();
  return {
    path: join(folder, 'counter.db'),
    counter: writerCounter,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
