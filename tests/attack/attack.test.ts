// The hub as a process under attack, honest counters beside it; `npm run attack` does the same for longer.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allAttacks } from './attacks/all.ts';
import { fuzzSome, replayCommand } from './fuzz.ts';
import type { HubLook } from './rig/hub-words.ts';
import { openStand, type Stand } from './rig/stand.ts';
import { Wires } from './rig/wire.ts';
import { type Calm, measureCalm, runAttack } from './run-attacks.ts';
import { bounds, faultsOf } from './table.ts';

const seed = 20_201_110;
let stand: Stand;
let calm: Calm;
let first: HubLook;
beforeAll(async () => {
  stand = await openStand({ honest: 4, stolen: 4 });
  calm = await measureCalm(stand, 200);
  first = await stand.look(true);
});
afterAll(() => stand?.close());

describe('[ATK-2] bounded memory, nothing uncaught, other counters undisturbed', () => {
  it.each(allAttacks(seed).map((attack) => [attack.name, attack] as const))(
    '%s',
    async (_name, attack) => {
      const options = { ms: 150, calmMs: 100, seed, connections: calm.connections };
      const result = await runAttack(stand, attack, options);
      expect(faultsOf(attack, result)).toEqual([]);
    },
    60_000,
  );

  it('mutated packets on five thousand connections, each from its own seed', async () => {
    const wires = new Wires();
    const step = 500;
    for (let from = 0; from < 5000; from += step) {
      await fuzzSome({ stand, wires }, seed, from, step);
      const { uncaught } = await stand.look();
      expect(uncaught, `play it again: ${replayCommand(seed, from, step)}`).toEqual([]);
    }
    expect(wires.spent.connections).toBe(5000);
    expect(wires.spent.packets).toBeGreaterThan(12_000);
    await expect.poll(async () => (await stand.look()).plain.connections, { timeout: 20_000 }).toBe(0);
    const { plain } = await stand.look();
    expect([plain.waiting, plain.counters]).toEqual([0, 0]);
    // The mutants reached every layer: the guard, the policy, the handlers.
    for (const name of ['notConnect', 'malformed', 'foreignPublish', 'foreignSubscribe'] as const)
      expect(plain.refused[name], name).toBeGreaterThan(0);
    expect(Object.values(plain.messages).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(20);
  }, 120_000);

  it('[ATK-3] after all of it the hub is as large as before, and its log is short', async () => {
    await expect
      .poll(async () => (await stand.look()).tls.connections, { timeout: 50_000, interval: 300 })
      .toBe(calm.connections);
    const last = await stand.look(true);
    expect(last.uncaught).toEqual([]);
    expect(last.heapMB - first.heapMB).toBeLessThan(bounds.heapGrowthMB);
    expect(last.logLines).toBeLessThan(bounds.logLines);
    const { lost, refused } = await stand.honest();
    expect({ lost, refused }).toEqual({ lost: 0, refused: 0 });
  }, 60_000);
});
