// How a counter of the world opens its disk: as production does, in memory when all is well, over real files when the
// disk has lied or a journal has to be set aside.
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { migrate } from '@zhuangui/protocol/db/migrate.ts';
import type { LineOf } from '@zhuangui/protocol/journal-lines.ts';
import { agentVersion } from '../../device/agent/agent-parts.ts';
import { migrations, replay } from '../../device/agent/counter-store.ts';
import { type HeadWitness, openHeadWitness, type SeenHead } from '../../device/journal/head-witness.ts';
import { journalArea, journalMigrations } from '../../device/journal/journal-schema.ts';
import type { JournalKey } from '../../device/journal/key.ts';
import { type CounterStore, openCounterStore } from '../../device/journal/open-counter-db.ts';
import { openJournal } from '../../device/journal/sqlite-journal.ts';
import { verifyJournal } from '../../device/journal/verify.ts';
import { silentLog } from '../../device/platform/log.ts';
import type { Random } from '../../device/platform/random.ts';
import { WorldDisk } from './disk.ts';
import type { Life } from './life.ts';

const mains = { isOn: true, fails: () => false };

/** A disk with every table and nothing in it, made once. */
export async function emptyCounterImage(): Promise<Uint8Array> {
  const disk = new WorldDisk();
  const db = disk.open(mains);
  await migrate(db, journalMigrations, journalArea);
  for (const [area, steps] of Object.entries(migrations)) await migrate(db, steps, area);
  return disk.image();
}

export interface StoreParts {
  counter: string;
  key: JournalKey;
  disk: WorldDisk;
  life: Life;
  random: Random;
  witness: MemoryWitness;
  /** The disk may have lost something, or an operator sets the journal aside. */
  isSuspect: boolean;
  setAside: string | undefined;
}

/** The file beside the database that repeats the head, on a disk of its own. */
export class MemoryWitness {
  seen: SeenHead | undefined;
  /** Files that were set aside, by their path in the counter's folder. */
  readonly quarantine = new Map<string, Uint8Array>();

  open(life: Life): HeadWitness {
    return {
      seen: this.seen,
      note: (head) => {
        if (life.isOn) this.seen = { ...head };
      },
      close() {},
    };
  }
}

export async function openWorldStore(parts: StoreParts): Promise<CounterStore> {
  const { disk, life, counter } = parts;
  const db = disk.open(life);
  if (parts.isSuspect || parts.setAside !== undefined) return openOverFiles(parts);
  const verdict = await verifyJournal(db, { counter });
  if (verdict.state === 'damaged') return openOverFiles(parts);
  const store = await openPlain(parts);
  const reason = verdict.state === 'empty' ? 'first-start' : 'start';
  const body = { kind: 'boot', journal: store.journal.id, agentVersion, reason } as const;
  const [boot] = await store.journal.append([body]);
  return { ...store, boot: boot as LineOf<'boot'> };
}

async function openPlain({ counter, key, disk, life, random, witness }: StoreParts) {
  const db = disk.open(life);
  const { clock } = life;
  const journal = await openJournal({
    db,
    counter,
    key,
    clock,
    random,
    log: silentLog,
    witness: witness.open(life),
  });
  const close = async () => {
    await journal.close();
    await db.close();
  };
  return { db, journal, close };
}

/** What was set aside lies on the same disk when the next journal is set aside. */
async function keepQuarantine(folder: string, witness: MemoryWitness): Promise<void> {
  const root = join(folder, 'quarantine');
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true }).catch(() => [])) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    witness.quarantine.set(relative(folder, path), await readFile(path));
  }
}

/** The bytes of the disk go to real files, production decides what they are worth, and what it leaves is the disk. */
async function openOverFiles(parts: StoreParts): Promise<CounterStore> {
  const { counter, key, disk, life, random, witness, setAside } = parts;
  const folder = await mkdtemp(join(tmpdir(), 'world-'));
  try {
    const path = join(folder, 'counter.db');
    await writeFile(path, disk.image());
    for (const [name, bytes] of witness.quarantine) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), bytes);
    }
    if (witness.seen) {
      const file = openHeadWitness(join(folder, 'counter.head'), silentLog);
      file.note(witness.seen);
      file.close();
    }
    const store = await openCounterStore({
      folder,
      engine: 'node:sqlite',
      counter,
      key,
      clock: life.clock,
      random,
      log: silentLog,
      agentVersion,
      migrations,
      replay,
      sqlite: { synchronous: 'off' },
      ...(setAside === undefined ? {} : { setAside }),
    });
    const { boot, salvaged } = store;
    const head = { journal: store.journal.id, ...store.journal.head() };
    await store.close();
    disk.restore(await readFile(path));
    witness.seen = head;
    await keepQuarantine(folder, witness);
    disk.onCommit();
    return { ...(await openPlain(parts)), boot, ...(salvaged ? { salvaged } : {}) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
