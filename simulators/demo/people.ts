// Who may work at the demo's full counters, and what the hub sets there, through the hub's own interface.
import type { NewOperator } from '../../hub/operators/accounts.ts';
import type { SettingsChange } from '../../hub/settings/effective.ts';
import type { HubAccess } from '../fleet/provision.ts';

/** DEMO-6: said aloud, because nobody else is meant to hold them: throw-away PINs of a demonstration. */
export const demoPeople: readonly Required<Omit<NewOperator, 'counters'>>[] = [
  { operator: '1007', name: '演示补货员', role: 'operator', pin: '730518', badge: 'ZG-BADGE-1007' },
  { operator: '2001', name: '演示技术员', role: 'technician', pin: '462907', badge: 'ZG-BADGE-2001' },
  { operator: '3001', name: '演示主管', role: 'supervisor', pin: '918364', badge: 'ZG-BADGE-3001' },
];

/** What the hub sets on a full counter; `publicUrl` is the hub's own address without a slash at its end. */
export const demoSettings = (publicUrl: string): SettingsChange => ({
  methods: ['wechat', 'alipay', 'cash'],
  paymentS: 180,
  cash: { minChangeFen: 10_000, maxInsertedFen: 10_000 },
  screen: { idleS: 90, voice: false, operatorIdleS: 300 },
  publicUrl,
});

async function ask(hub: HubAccess, path: string, body?: object): Promise<unknown> {
  const headers = { authorization: `Bearer ${hub.token}`, 'content-type': 'application/json' };
  const init = body ? { method: 'POST', headers, body: JSON.stringify(body) } : { headers };
  const answer = await fetch(`${hub.http}${path}`, init);
  if (!answer.ok) throw new Error(`The hub did not take ${path}: ${await answer.text()}`);
  return answer.json();
}

/** Settings of the counters, and the people; a second start changes nothing that is there already. */
export async function setUpCounters(hub: HubAccess, counters: readonly string[]): Promise<void> {
  for (const counter of counters) await ask(hub, `/api/counters/${counter}/settings`, demoSettings(hub.http));
  const { operators } = (await ask(hub, '/api/operators')) as {
    operators: { operator: string; counters: string[] | null }[];
  };
  for (const person of demoPeople) {
    const known = operators.find(({ operator }) => operator === person.operator);
    if (known && counters.every((counter) => known.counters === null || known.counters.includes(counter)))
      continue;
    await ask(hub, '/api/operators', { ...person, counters: [...counters] });
  }
}
