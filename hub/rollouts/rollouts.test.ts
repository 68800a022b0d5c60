import type { Db } from '@zhuangui/protocol/db/db.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commandSchema } from '../commands/command-schema.ts';
import { createCommands } from '../commands/commands.ts';
import { silentLog } from '../platform/log.ts';
import { systemRandom } from '../platform/random.ts';
import { openHubStore } from '../store/open-hub-store.ts';
import { rolloutSchema } from './rollout-schema.ts';
import { readRollout } from './rollout-store.ts';
import { createRollouts } from './rollouts.ts';

const actor = { kind: 'person' as const, id: 'p1', name: '乌云' };
const audit = { write: async () => {}, note: async () => {} };
const counters = Array.from({ length: 120 }, (_, n) => ({ id: `c-${n}`, league: '150100', hostUnit: 'u' }));

describe('roll-outs over restarts', () => {
  let db: Db;
  let nowMs: number;
  let alarmed: string[];
  beforeEach(async () => {
    db = await openHubStore({
      path: ':memory:',
      engine: 'node:sqlite',
      schemas: [commandSchema, rolloutSchema],
    });
    nowMs = 1_790_000_000_000;
    alarmed = [];
  });
  afterEach(() => db.close());

  /** As a hub that has just started: nothing is in memory. */
  function started() {
    const clock = { nowMs: () => nowMs, monotonicMs: () => nowMs, setTimer: () => () => {} };
    const common = { db, clock, random: systemRandom(), log: silentLog, audit };
    const commands = createCommands({ ...common, send: () => false, isEnrolled: () => true });
    const settings = {} as never;
    return createRollouts({
      ...common,
      commands,
      settings,
      stock: { slots: async () => [] },
      alarmedSince: async () => alarmed,
    });
  }
  const create = () =>
    started().create({
      title: 't',
      content: { kind: 'assortment', slots: [{ slot: 1, entry: 'NM-1' }] },
      plan: { by: 'share', percents: [50] },
      rules: { successPercent: 90, errorPercent: 5, watchMs: 1000, withinMs: 60_000 },
      counters,
      actor,
    });
  const told = async () => (await db.query<{ n: number }>('SELECT count(*) AS n FROM command'))[0]!.n;
  const answerAll = () => db.run("UPDATE command SET state = 'ok'");

  it('[ROLL-6] goes on where it stood and tells nobody twice', async () => {
    const { id } = await create();
    await started().look();
    expect(await told()).toBe(50);
    await started().look();
    await started().look();
    expect(await told()).toBe(60);
    await answerAll();
    await started().look();
    expect((await readRollout(db, id))?.state.group).toBe(0);
    nowMs += 1000;
    for (let n = 0; n < 4; n += 1) await started().look();
    expect(await told()).toBe(120);
    expect((await readRollout(db, id))?.state.group).toBe(1);
  });

  it('[ROLL-3] pauses when counters that took it raise alarms', async () => {
    const { id } = await create();
    for (let n = 0; n < 2; n += 1) await started().look();
    await answerAll();
    await started().look();
    const rows = await db.query<{ counter: string }>(
      "SELECT counter FROM rollout_counter WHERE state = 'ok'",
    );
    alarmed = rows.slice(0, 4).map(({ counter }) => counter);
    await started().look();
    expect((await readRollout(db, id))?.state).toMatchObject({ phase: 'paused', pausedWhy: 'alarms' });
  });

  it('[ROLL-8] a counter is in one unfinished roll-out of a kind', async () => {
    const { id } = await create();
    await expect(create()).rejects.toMatchObject({ reason: 'counter-busy' });
    await started().act(id, 'abort', actor);
    await started().look();
    const { id: next } = await create();
    await started().look();
    await expect(started().act(next, 'abort', actor)).resolves.toMatchObject({ phase: 'aborted' });
    await create();
    await expect(started().act(next, 'roll-back', actor)).rejects.toMatchObject({ reason: 'counter-busy' });
    expect((await readRollout(db, next))?.state.phase).toBe('aborted');
  });
});
