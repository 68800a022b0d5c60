// Roll-outs as they run: what the machine decides is stored, then counters are told, a few at a time.
import type { Db, Queries } from '@zhuangui/protocol/db/db.ts';
import type { Commands } from '../commands/commands.ts';
import type { Actor } from '../people/actor.ts';
import type { Audit } from '../people/audit-port.ts';
import type { Clock } from '../platform/clock.ts';
import { DomainError } from '../platform/domain-error.ts';
import type { Log } from '../platform/log.ts';
import type { Random } from '../platform/random.ts';
import { type ChangeParts, giveBack, noteAnswers, tellChange } from './apply-change.ts';
import { type GroupedCounter, type GroupPlan, groupsOf } from './rollout-groups.ts';
import {
  type GroupCounts,
  type RolloutEvent,
  type RolloutRules,
  type RolloutState,
  stepRollout,
} from './rollout-machine.ts';
import {
  busyRollouts,
  countsOf,
  members,
  noCounts,
  type Rollout,
  type RolloutContent,
  readRollout,
  saveState,
} from './rollout-store.ts';

export interface RolloutParts extends ChangeParts {
  db: Db;
  commands: Pick<Commands, 'issueAll'>;
  audit: Audit;
  clock: Clock;
  random: Random;
  log: Log;
  /** Counters that raised a critical alarm since then (wall time). */
  alarmedSince(sinceMs: number): Promise<readonly string[]>;
  /** How often running roll-outs are looked at. Default 2 s. */
  everyMs?: number;
}

export interface NewRollout {
  title: string;
  content: RolloutContent;
  plan: GroupPlan;
  rules: RolloutRules;
  counters: readonly GroupedCounter[];
  actor: Pick<Actor, 'kind' | 'id' | 'name'>;
}

export type RolloutAct = 'pause' | 'resume' | 'abort' | 'roll-back';

export interface Rollouts {
  /** Throws DomainError `invalid`, or `conflict` when a counter is in another unfinished one of the kind (ROLL-8). */
  create(rollout: NewRollout): Promise<{ id: string }>;
  /** Throws DomainError `unknown`, or `conflict` when it cannot be done now. */
  act(id: string, act: RolloutAct, actor: NewRollout['actor']): Promise<RolloutState>;
  /** One look at all that run; for tests, and after something changed. Resolves when it is done. */
  look(): Promise<void>;
  start(): void;
  close(): Promise<void>;
}

const tellMost = 50;
const groupsMax = 400;

export function createRollouts(parts: RolloutParts): Rollouts {
  const { db, clock, random, log, audit, everyMs = 2000 } = parts;
  let cancel = () => {};
  let isClosed = false;
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done;
  };

  async function step(rollout: Rollout, event: RolloutEvent): Promise<RolloutState> {
    const after = stepRollout(rollout.state, event, rollout.rules, clock.nowMs());
    if (after !== rollout.state) await saveState(db, rollout.id, after, clock.nowMs());
    return after;
  }

  async function groupCounts(rollout: Rollout): Promise<GroupCounts> {
    const { group, groups, groupSinceMs } = rollout.state;
    const counts = (await countsOf(db, rollout.id, groups))[group] ?? noCounts;
    const alarmed = await parts.alarmedSince(groupSinceMs);
    if (alarmed.length === 0) return counts;
    const [row] = await db.query<{ count: number }>(
      `SELECT count(*) AS count FROM rollout_counter WHERE rollout = ? AND grp = ? AND state = 'ok'
       AND counter IN (SELECT value FROM json_each(?))`,
      [rollout.id, group, JSON.stringify(alarmed)],
    );
    return { ...counts, alarmed: row!.count };
  }

  /** True when there is more to do at once. */
  async function run(rollout: Rollout): Promise<boolean> {
    const { id, state } = rollout;
    if (state.phase === 'rolling-back') {
      const left = await members(db, id, ['sent', 'ok', 'failed', 'missed'], tellMost);
      if (left.length > 0) await giveBack(parts, rollout, left, clock.nowMs());
      else await step(rollout, { type: 'given-back' });
      return left.length > 0;
    }
    await noteAnswers(parts, rollout);
    const after = await step(rollout, { type: 'look', counts: await groupCounts(rollout) });
    if (after.phase !== 'running') return false;
    const pending = await members(db, id, ['pending'], tellMost, after.group);
    if (pending.length > 0) await tellChange(parts, rollout, pending, clock.nowMs());
    return pending.length === tellMost;
  }

  async function look(): Promise<boolean> {
    let isBusy = false;
    for (const rollout of await busyRollouts(db)) {
      try {
        isBusy = (await run(rollout)) || isBusy;
      } catch (error) {
        log.error(
          { rollout: rollout.id, error: String(error) },
          'a roll-out could not go on; it is tried again',
        );
      }
    }
    return isBusy;
  }

  function later(delayMs: number): void {
    if (isClosed) return;
    cancel = clock.setTimer(delayMs, () => {
      void inTurn(look)
        .catch((error: unknown) => {
          log.error({ error: String(error) }, 'roll-outs');
          return false;
        })
        .then((isBusy) => later(isBusy ? 20 : everyMs));
    });
  }

  async function create({
    title,
    content,
    plan,
    rules,
    counters,
    actor,
  }: NewRollout): Promise<{ id: string }> {
    if (counters.length === 0)
      throw new DomainError('invalid', 'no-counters', 'No enrolled counter fits this choice.');
    const id = `ro${Buffer.from(random.bytes(6)).toString('hex')}`;
    const grouped = groupsOf(counters, plan, id);
    const groups = Math.max(...grouped.map(({ group }) => group)) + 1;
    if (groups > groupsMax)
      throw new DomainError(
        'invalid',
        'too-many-groups',
        `At most ${groupsMax} groups: choose fewer counters or shares.`,
      );
    const nowMs = clock.nowMs();
    const state: RolloutState = { phase: 'running', group: 0, groups, groupSinceMs: nowMs, pausedWhy: null };
    await db.transaction(async (tx) => {
      const [other] = await tx.query<{ counter: string; title: string }>(
        `SELECT counter, title FROM json_each(?) JOIN rollout_counter ON counter = value
         JOIN rollout ON rollout.id = rollout WHERE kind = ? AND phase IN ('running', 'paused', 'rolling-back') LIMIT 1`,
        [JSON.stringify(counters.map((one) => one.id)), content.kind],
      );
      if (other)
        throw new DomainError(
          'conflict',
          'counter-busy',
          `Counter ${other.counter} is in the roll-out "${other.title}": end that one first.`,
          { counter: other.counter, title: other.title },
        );
      await tx.run(
        `INSERT INTO rollout (id, title, content, kind, plan, rules, state, phase, created_by, created_name, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, 'running', ?, ?, ?)`,
        [
          id,
          title,
          JSON.stringify(content),
          content.kind,
          JSON.stringify(plan),
          JSON.stringify(rules),
          JSON.stringify(state),
          actor.id,
          actor.name,
          nowMs,
        ],
      );
      await tx.run(
        `INSERT INTO rollout_counter (rollout, counter, grp) SELECT ?, value ->> 0, value ->> 1 FROM json_each(?)`,
        [id, JSON.stringify(grouped.map(({ counter, group }) => [counter, group]))],
      );
      await audit.write(tx, {
        actor,
        action: 'rollout.manage',
        object: `rollout/${id}`,
        outcome: 'done',
        detail: `created: ${title}`,
      });
    });
    return { id };
  }

  /** ROLL-8: one that ended is not taken back under another one that is changing the same counters. */
  async function checkFree(tx: Queries, { id, content }: Rollout): Promise<void> {
    const [other] = await tx.query<{ counter: string; title: string }>(
      `SELECT theirs.counter, title FROM rollout_counter AS own
       JOIN rollout_counter AS theirs ON theirs.counter = own.counter AND theirs.rollout <> own.rollout
       JOIN rollout ON rollout.id = theirs.rollout
       WHERE own.rollout = ? AND own.state <> 'pending' AND kind = ?
         AND phase IN ('running', 'paused', 'rolling-back') LIMIT 1`,
      [id, content.kind],
    );
    if (other)
      throw new DomainError(
        'conflict',
        'counter-busy',
        `Counter ${other.counter} is in the roll-out "${other.title}": end that one first.`,
        { counter: other.counter, title: other.title },
      );
  }

  async function act(id: string, type: RolloutAct, actor: NewRollout['actor']): Promise<RolloutState> {
    const rollout = await readRollout(db, id);
    if (!rollout) throw new DomainError('unknown', 'unknown-rollout', 'There is no such roll-out.');
    const after = stepRollout(rollout.state, { type }, rollout.rules, clock.nowMs());
    if (after === rollout.state)
      throw new DomainError(
        'conflict',
        'not-now',
        `A roll-out that is ${rollout.state.phase} cannot do this.`,
      );
    await db.transaction(async (tx) => {
      if (type === 'roll-back') await checkFree(tx, rollout);
      await saveState(tx, id, after, clock.nowMs());
      if (type === 'resume')
        await tx.run(
          "UPDATE rollout_counter SET state = 'pending', reason = NULL WHERE rollout = ? AND grp = ? AND state IN ('failed', 'missed')",
          [id, after.group],
        );
      await audit.write(tx, {
        actor,
        action: 'rollout.manage',
        object: `rollout/${id}`,
        outcome: 'done',
        detail: type,
      });
    });
    return after;
  }

  return {
    create: (rollout) => inTurn(() => create(rollout)),
    act: (id, type, actor) => inTurn(() => act(id, type, actor)),
    look: () => inTurn(look).then(() => undefined),
    start: () => later(everyMs),
    async close() {
      isClosed = true;
      cancel();
      await turn;
    },
  };
}
