// Sanctions from the command line, followed until they are effective.
import type { SanctionRow } from '../http/views.ts';
import { type Context, need } from './context.ts';
import { table } from './table.ts';
import { UsageError } from './usage.ts';

interface Imposed {
  id: string;
  list: string;
  version: number;
  sanction: SanctionRow;
}

const pollMs = 100;

function waitMsOf({ options }: Context): number {
  const seconds = Number(options.wait ?? '10');
  if (!(seconds >= 0 && seconds <= 3600)) throw new UsageError('--wait must be 0 to 3600 seconds');
  return seconds * 1000;
}

const seconds = (ms: number | null) => (ms === null ? '' : ` after ${(ms / 1000).toFixed(1)} s`);
const reach = ({ confirmed, total, slowestMs }: SanctionRow) =>
  `effective on ${confirmed} of ${total} counters${seconds(slowestMs)}`;

/** Polls until every counter confirmed or the time is up, and says who is missing. */
async function follow(context: Context, imposed: Imposed): Promise<void> {
  const { client, print, nowMs, pause } = context;
  const endMs = nowMs() + waitMsOf(context);
  let row = imposed.sanction;
  while (row.confirmed < row.total && nowMs() < endMs) {
    await pause(pollMs);
    row = await client.get<SanctionRow>(`/api/sanctions/${imposed.id}`);
  }
  print(`${reach(row)}\n`);
  if (row.pending.length === 0) return;
  const until = (ms: number) => (ms <= nowMs() ? 'no longer' : new Date(ms).toISOString());
  print(
    table(
      ['not confirmed', 'can sell until'],
      row.pending.map((one) => [one.counter, until(one.canSellUntil)]),
    ),
  );
  const unnamed = row.total - row.confirmed - row.pending.length;
  if (unnamed > 0) print(`and ${unnamed} more\n`);
}

async function impose(context: Context, path: string, body: object): Promise<void> {
  const imposed = await context.client.post<Imposed>(path, body);
  const { id, list, version, sanction } = imposed;
  context.print(`${id}: ${sanction.targetName} (${sanction.target}); ${list} version ${version} published\n`);
  await follow(context, imposed);
}

export async function withdraw(context: Context): Promise<void> {
  const [what, target, ...lots] = context.words;
  const reason = () => need(context.options.reason, '--reason');
  switch (what) {
    case 'product':
      return impose(context, '/api/withdrawals', { entry: need(target, 'the entry'), reason: reason() });
    case 'lot':
      need(lots[0], 'the lot');
      return impose(context, '/api/withdrawals', {
        entry: need(target, 'the entry'),
        lots,
        reason: reason(),
      });
    case 'supplier':
      return impose(context, '/api/blacklistings', {
        creditCode: need(target, 'the credit code'),
        reason: reason(),
      });
    default:
      throw new UsageError('withdraw product, lot or supplier');
  }
}

export async function suspend(context: Context): Promise<void> {
  const counter = need(context.words[0], 'the counter');
  await impose(context, '/api/suspensions', { counter, reason: need(context.options.reason, '--reason') });
}

const pathOf: Record<SanctionRow['kind'], string> = {
  product: 'withdrawals',
  lot: 'withdrawals',
  supplier: 'blacklistings',
  channel: 'suspensions',
};

export async function release(context: Context): Promise<void> {
  const id = encodeURIComponent(need(context.words[0], 'the sanction'));
  const { kind } = await context.client.get<SanctionRow>(`/api/sanctions/${id}`);
  await impose(context, `/api/${pathOf[kind]}/${id}/release`, {});
}

export async function sanctions({ client, options, print }: Context): Promise<void> {
  const query = options.all ? '' : '?active=1';
  const { sanctions: rows } = await client.get<{ sanctions: SanctionRow[] }>(`/api/sanctions${query}`);
  if (rows.length === 0) return print('No sanctions.\n');
  const cells = rows.map((row) => [
    row.id,
    row.kind,
    row.target,
    row.targetName,
    row.lots.join(' '),
    row.releasedAt === null ? 'in force' : 'released',
    reach(row),
    row.reason,
  ]);
  print(table(['id', 'kind', 'target', 'name', 'lots', 'state', 'reach', 'reason'], cells));
}
