// For a technician at a counter that says journal-fork: node device/new-journal-main.ts <configuration file> <why>
import { beginNewJournal } from './agent/new-journal.ts';
import { readCounterConfig } from './config.ts';
import { systemClock } from './platform/clock.ts';
import { systemRandom } from './platform/random.ts';

const [path, ...words] = process.argv.slice(2);
const why = words.join(' ').trim();
if (!path || why === '') {
  console.error('Usage: node device/new-journal-main.ts <configuration file> <why, in your own words>');
  console.error('Stop the agent first. The old journal is kept under quarantine/; nothing is deleted.');
  process.exit(2);
}
const say = (fields: object, message: string) => console.error(message, JSON.stringify(fields));
try {
  const { counter, dataFolder: folder, engine } = readCounterConfig(path);
  const log = { info: say, warn: say, error: say };
  const begun = await beginNewJournal(
    { counter, folder, engine, clock: systemClock(), random: systemRandom(), log },
    why,
  );
  const { old } = begun;
  console.log(
    old
      ? `Journal ${begun.journal} begins. ${old.journal}, good up to line ${old.seq}, is kept in ${old.folder}: hand it to the hub's administrator.`
      : `Journal ${begun.journal} begins; there was none before.`,
  );
} catch (error) {
  console.error(`No new journal: ${(error as Error).message}`);
  process.exit(1);
}
