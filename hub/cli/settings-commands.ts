// Settings and operators from the command line.
import { type Context, need } from './context.ts';
import { table } from './table.ts';
import { UsageError } from './usage.ts';

function readJson(text: string): object {
  try {
    return JSON.parse(text) as object;
  } catch (error) {
    throw new UsageError(`the settings are no JSON: ${(error as Error).message}`);
  }
}

/** `settings <counter>` shows; `settings set '<json>' [--counter id]` changes. */
export async function settings({ client, words, options, print }: Context): Promise<void> {
  const [what, json] = words;
  if (what === 'set') {
    const path = options.counter
      ? `/api/counters/${encodeURIComponent(options.counter)}/settings`
      : '/api/settings';
    await client.post(path, readJson(need(json, 'the settings as JSON')));
    return print('set; counters that are connected have it now\n');
  }
  const counter = need(what, 'the counter');
  const view = await client.get<object>(`/api/counters/${encodeURIComponent(counter)}/settings`);
  print(`${JSON.stringify(view, null, 1)}\n`);
}

interface Person {
  operator: string;
  name: string;
  role: string;
  hasBadge: boolean;
  counters: string[] | null;
}

export async function operator({ client, words, options, print }: Context): Promise<void> {
  const [what, number] = words;
  if (what === 'add') {
    const body = {
      operator: need(number, 'the number'),
      name: need(options.name, '--name'),
      role: options.role ?? 'operator',
      pin: need(options.pin, '--pin'),
      ...(options.badge ? { badge: options.badge } : {}),
      ...(options.counters ? { counters: options.counters.split(',') } : {}),
    };
    await client.post('/api/operators', body);
    return print(`${body.operator} may sign in\n`);
  }
  if (what === 'remove') {
    await client.post(`/api/operators/${encodeURIComponent(need(number, 'the number'))}/remove`, {});
    return print(`${number} may not sign in any more\n`);
  }
  if (what !== undefined && what !== 'list') throw new UsageError('operator add, remove or list');
  const { operators } = await client.get<{ operators: Person[] }>('/api/operators');
  const rows = operators.map((one) => [
    one.operator,
    one.name,
    one.role,
    one.hasBadge ? 'yes' : 'no',
    one.counters?.join(' ') ?? 'all',
  ]);
  print(table(['number', 'name', 'role', 'badge', 'counters'], rows));
}
