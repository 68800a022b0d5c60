// Counters from the command line.
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { isBannerCode, leagueOfBanner } from '@zhuangui/protocol/checks/region-code.ts';
import { siteKinds } from '../fleet/counter.ts';
import type { CounterRow, Dashboard } from '../http/views.ts';
import { type Context, need } from './context.ts';
import { table, yuan } from './table.ts';
import { UsageError } from './usage.ts';

interface Claimed {
  counter: string;
  claim: string;
  expiresAt: number;
}

function printClaim(print: Context['print'], { counter, claim, expiresAt }: Claimed): void {
  print(
    `${counter}\nclaim: ${claim}\nvalid until ${beijingTime(expiresAt)} (Beijing time), for one machine\n`,
  );
}

/** `YYYY-MM-DD HH:MM`, UTC+8. */
const beijingTime = (ms: number): string =>
  new Date(ms + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');

export async function counter(context: Context): Promise<void> {
  const [what, id] = context.words;
  if (what === 'add') return add(context, need(id, 'the id'));
  if (what === 'claim') {
    const path = `/api/counters/${encodeURIComponent(need(id, 'the id'))}/claims`;
    return printClaim(context.print, await context.client.post<Claimed>(path, {}));
  }
  if (what === 'revoke') return revoke(context, need(id, 'the id'));
  throw new UsageError('counter add, claim or revoke');
}

async function add({ client, options, print }: Context, id: string): Promise<void> {
  const name = need(options.name, '--name');
  const banner = need(options.banner, '--banner');
  const siteKind = need(options.site, '--site');
  if (!siteKinds.some((kind) => kind === siteKind)) {
    throw new UsageError(`--site ${siteKind} is none of ${siteKinds.join(' ')}`);
  }
  if (!isBannerCode(banner)) throw new UsageError(`--banner ${banner} is no six-digit code of a banner`);
  const body = {
    id,
    name,
    siteKind,
    banner,
    league: leagueOfBanner(banner),
    address: options.address ?? name,
    hostUnit: options['host-unit'] ?? name,
    operatingCompany: options.company ?? name,
  };
  printClaim(print, await client.post<Claimed>('/api/counters', body));
}

async function revoke({ client, options, print }: Context, id: string): Promise<void> {
  const reason = need(options.reason, '--reason');
  await client.post(`/api/counters/${encodeURIComponent(id)}/revoke`, { reason });
  print(`${id} is revoked\n`);
}

export async function counters({ client, options, print }: Context): Promise<void> {
  const query = new URLSearchParams({ limit: '1000', ...(options.search ? { search: options.search } : {}) });
  const answer = await client.get<{ total: number; counters: CounterRow[] }>(`/api/counters?${query}`);
  const cells = answer.counters.map((row) => [
    row.id,
    row.name,
    row.online ? 'online' : 'offline',
    row.freshness,
    String(row.catalogVersion),
    String(row.withdrawalsVersion),
    String(row.position),
    row.unsent === null ? '' : String(row.unsent),
    String(row.salesToday),
    yuan(row.salesTodayFen),
  ]);
  print(
    table(
      [
        'id',
        'name',
        'line',
        'lists',
        'catalog',
        'withdrawals',
        'position',
        'unsent',
        'sales today',
        'amount',
      ],
      cells,
    ),
  );
  if (answer.total > cells.length) print(`${cells.length} of ${answer.total}; narrow it with --search\n`);
}

export async function exportJournal({ client, options, words, print }: Context): Promise<void> {
  const id = need(words[0], 'the counter');
  const out = need(options.out, '--out');
  const query = options.journal ? `?journal=${encodeURIComponent(options.journal)}` : '';
  const response = await client.open(`/api/counters/${encodeURIComponent(id)}/journal${query}`);
  await pipeline(Readable.fromWeb(response.body as ReadableStream), createWriteStream(out));
  const [journal, position] = ['x-journal', 'x-position'].map((name) => response.headers.get(name));
  print(`${out}: ${position} lines of ${journal}\n`);
}

export async function status({ client, print }: Context): Promise<void> {
  const view = await client.get<Dashboard>('/api/dashboard');
  const { today, counters: fleet, lists } = view;
  const share = view.certifiedShare === null ? 'no sale yet' : `${view.certifiedShare.toFixed(2)} %`;
  print(
    table(
      ['figure', 'value'],
      [
        ['sales today', `${today.sales} (${yuan(today.salesFen)})`],
        ['refunds today', `${today.refunds} (${yuan(today.refundsFen)})`],
        ['refused today', String(today.refused)],
        ['certified share', share],
        ['counters online', `${fleet.online} of ${fleet.total}`],
        ['green / amber / red', `${fleet.green} / ${fleet.amber} / ${fleet.red}`],
        ['catalog', `version ${lists.catalogVersion}, ${lists.entries} entries`],
        ['withdrawals', `version ${lists.withdrawalsVersion}`],
        ['sanctions in force', String(view.sanctions.filter((one) => one.releasedAt === null).length)],
        ['cases', String(view.cases)],
      ],
    ),
  );
}
