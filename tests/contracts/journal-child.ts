// Appends without end and prints `seq hash` after every commit, until it is killed; run by journal-kill.test.ts.
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { loadOrCreateJournalKey } from '@zhuangui/device/journal/key.ts';
import { openCounterStore } from '@zhuangui/device/journal/open-counter-db.ts';
import { systemClock } from '@zhuangui/device/platform/clock.ts';
import { silentLog } from '@zhuangui/device/platform/log.ts';
import { systemRandom } from '@zhuangui/device/platform/random.ts';
import type { DbEngine } from '@zhuangui/protocol/db/open-db.ts';

const [engine = '', folder = '', counter = ''] = process.argv.slice(2);
const { journal } = await openCounterStore({
  engine: engine as DbEngine,
  folder,
  counter,
  key: await loadOrCreateJournalKey(join(folder, 'journal.key')),
  clock: systemClock(),
  random: systemRandom(),
  log: silentLog,
  agentVersion: '0.1.0',
});
for (let open = true; ; open = !open) {
  await journal.append([{ kind: 'door', open }]);
  const { seq, hash } = journal.head();
  writeSync(1, `${seq} ${hash}\n`);
}
