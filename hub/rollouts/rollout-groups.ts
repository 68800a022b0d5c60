// pure
// Counters to groups: fixed once, the same whoever asks (ROLL-1).

export type GroupPlan = { by: 'share'; percents: number[] } | { by: 'league' } | { by: 'host-unit' };

export interface Grouped {
  counter: string;
  group: number;
}

export interface GroupedCounter {
  id: string;
  league: string;
  hostUnit: string;
}

/** A number for a text: FNV-1a, 32 bits. It only has to scatter. */
function scatter(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193) >>> 0;
  // A last mix, because the ids differ in their last characters only.
  return Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0;
}

/** `seed`: the roll-out's number, so that it is not always the same counters that go first. */
export function groupsOf(counters: readonly GroupedCounter[], plan: GroupPlan, seed: string): Grouped[] {
  if (plan.by !== 'share') return byAttribute(counters, plan.by);
  const order = counters
    .map(({ id }) => ({ id, rank: scatter(`${seed} ${id}`) }))
    .sort((a, b) => a.rank - b.rank || (a.id < b.id ? -1 : 1));
  const ends = [...new Set([...plan.percents.filter((one) => one < 100), 100])]
    .sort((a, b) => a - b)
    .map((percent) => Math.max(1, Math.ceil((order.length * percent) / 100)));
  const distinct = [...new Set(ends)];
  return order.map(({ id }, index) => ({ counter: id, group: distinct.findIndex((end) => index < end) }));
}

function byAttribute(counters: readonly GroupedCounter[], by: 'league' | 'host-unit'): Grouped[] {
  const keyOf = (counter: GroupedCounter) => (by === 'league' ? counter.league : counter.hostUnit);
  const sizes = new Map<string, number>();
  for (const counter of counters) sizes.set(keyOf(counter), (sizes.get(keyOf(counter)) ?? 0) + 1);
  const order = [...sizes].sort(([a, x], [b, y]) => x - y || (a < b ? -1 : 1)).map(([key]) => key);
  const rank = new Map(order.map((key, index) => [key, index]));
  return counters.map((counter) => ({ counter: counter.id, group: rank.get(keyOf(counter))! }));
}
