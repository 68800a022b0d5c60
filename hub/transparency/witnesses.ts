// Counters as witnesses: which checkpoint each keeps, as its signed journal says, and whether this hub holds the same.
import type { Db, Queries } from '@zhuangui/protocol/db/db.ts';
import { hashText } from '@zhuangui/protocol/tlog/log-field.ts';
import type { NewCase } from '../ledger/ledger-types.ts';
import type { CommittedGroup, Projection } from '../ledger/projection.ts';
import type { Log } from '../platform/log.ts';
import { currentEpoch, epochOf, headAt, sizeOf } from './log-store.ts';
import type { SeenHead, Transparency } from './transparency.ts';

const upsert = `INSERT INTO log_witness (counter, origin, size, root, at)
  SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 FROM json_each(?) WHERE true
  ON CONFLICT (counter) DO UPDATE SET origin = excluded.origin, size = excluded.size, root = excluded.root,
    at = excluded.at WHERE excluded.at >= log_witness.at`;
const insertForks = `INSERT OR IGNORE INTO log_fork (counter, at, active, detail)
  SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(?)`;

interface Said {
  counter: string;
  head: SeenHead;
}
export interface Fork {
  counter: string;
  at: number;
  active: boolean;
  detail: string;
}

/** TLOG-9: one write a group, and only when counters said something about the log. */
export function createWitnessProjection(heard: (said: Said[], forks: Fork[]) => void): Projection {
  return async (tx: Queries, { draft }: CommittedGroup) => {
    const last = new Map(
      draft.confirmations.flatMap((one) => (one.log ? [[one.counter, one] as const] : [])),
    );
    const forks = draft.others.flatMap(({ counter, line }): Fork[] =>
      line.kind === 'fault' && line.code === 'log-fork'
        ? [{ counter, at: line.at, active: line.active, detail: line.detail }]
        : [],
    );
    if (last.size === 0 && forks.length === 0) return;
    const rows = [...last].map(([counter, { log, effectiveAtMs }]) => [
      counter,
      log!.origin,
      log!.size,
      log!.root,
      effectiveAtMs,
    ]);
    if (rows.length > 0) await tx.run(upsert, [JSON.stringify(rows)]);
    const told = forks.map(({ counter, at, active, detail }) => [counter, at, active ? 1 : 0, detail]);
    if (told.length > 0) await tx.run(insertForks, [JSON.stringify(told)]);
    heard(
      [...last].map(([counter, { log }]) => ({ counter, head: log! })),
      forks,
    );
  };
}

export interface Witnesses {
  heard(said: readonly Said[], forks: readonly Fork[]): void;
  /** Compares again what counters said before a restart. */
  recall(): Promise<void>;
  /** Resolves when everything heard was compared. */
  idle(): Promise<void>;
}

export interface WitnessParts {
  /** Reads beside the writer. */
  reader: Db;
  transparency: Pick<Transparency, 'fellBehind' | 'isBehind'>;
  note(found: NewCase): Promise<void>;
  /** Signs a new root when the root keys lie on this hub; else people are asked to. Resolves to whether it did. */
  beginAnew(): Promise<boolean>;
  log: Log;
}

const comparedMax = 1000;

/** TLOG-9: compares what counters keep with what this hub holds; every checkpoint once. */
export function createWitnesses(parts: WitnessParts): Witnesses {
  const { reader, transparency, note, log } = parts;
  const compared = new Set<string>();
  let running: Promise<void> = Promise.resolve();

  /** What is wrong with a checkpoint; undefined when this hub holds the same. */
  async function differs(head: SeenHead): Promise<'behind' | 'other' | undefined> {
    const epoch = await epochOf(reader, head.origin);
    if (!epoch) return 'other';
    const size = await sizeOf(reader, epoch.epoch);
    if (head.size > size) return epoch.epoch === (await currentEpoch(reader))?.epoch ? 'behind' : undefined;
    const { root } = await headAt(reader, epoch.epoch, head.size);
    return hashText(root) === head.root ? undefined : 'other';
  }

  async function compare({ counter, head }: Said): Promise<void> {
    const name = `${head.origin} ${head.size} ${head.root}`;
    if (compared.has(name)) return;
    if (compared.size >= comparedMax) compared.clear();
    compared.add(name);
    const how = await differs(head);
    if (how === undefined) return;
    const told = { counter, journal: '', seq: 0 };
    if (how === 'other') {
      await note({
        ...told,
        kind: 'log-fork',
        detail: `it keeps ${name}; this hub holds another log`.slice(0, 300),
      });
      return;
    }
    const isFirst = !transparency.isBehind();
    transparency.fellBehind(head);
    if (!isFirst) return;
    const isBegun = await parts.beginAnew();
    const ask = isBegun
      ? 'a new log was begun'
      : 'let the root keys sign a new root: the log begins anew with it';
    await note({
      ...told,
      kind: 'hub-restored',
      detail: `it keeps ${name}, more than this hub: ${ask}`.slice(0, 300),
    });
  }

  const inTurn = (work: () => Promise<void>) => {
    running = running
      .then(work)
      .catch((error: unknown) => log.error({ error }, 'what counters keep of the log could not be compared'));
  };

  return {
    heard(said, forks) {
      for (const one of said) inTurn(() => compare(one));
      // One case a problem, whichever counter said it first: 20,000 of them see the same.
      for (const { counter, active, detail } of forks) {
        const name = `fork ${detail}`;
        if (!active || compared.has(name)) continue;
        compared.add(name);
        inTurn(() => note({ kind: 'log-fork', counter, journal: '', seq: 0, detail }));
      }
    },
    async recall() {
      const sql =
        'SELECT min(counter) AS counter, origin, size, root FROM log_witness GROUP BY origin, size, root';
      for (const { counter, ...head } of await reader.query<SeenHead & { counter: string }>(sql))
        inTurn(() => compare({ counter, head }));
      return running;
    },
    idle: () => running,
  };
}
