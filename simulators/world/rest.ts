// Whether anything is pending, and what everybody holds when nothing is; looked up on the disks, not asked of programs.

import type { WorldCounter } from './counter.ts';
import type { Rest, RestingCounter, RestingHub } from './observations.ts';
import type { World } from './world.ts';

interface HubJournal {
  key: number;
  counter: string;
  journal: string;
  seq: number;
  hash: string;
}

/** An agent that was cut off greets with the very frame it had sent before: the board cannot know that it is another life. */
const greetsAgain = /^(?:repeated-after-ack|too-many-sends): (FA FB 31 01 01 30) after \1$/;
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

function headOf({ disk }: WorldCounter): { journal: string; seq: number; hash: string } | undefined {
  const [meta] = disk.look<{ id: string }>('SELECT id FROM journal_meta');
  const [last] = disk.look<{ seq: number; hash: Uint8Array }>(
    'SELECT seq, hash FROM journal_line ORDER BY seq DESC LIMIT 1',
  );
  return meta && last && { journal: meta.id, seq: last.seq, hash: hex(last.hash) };
}

const heldBy = ({ hub }: World, counter: string, journal: string) =>
  hub.disk.look<HubJournal>('SELECT * FROM journal WHERE counter = ? AND journal = ?', counter, journal)[0];

function unsent(world: World, counter: WorldCounter): number {
  const head = headOf(counter);
  if (!head) return 1;
  const held = heldBy(world, counter.id, head.journal);
  return held?.hash === head.hash ? 0 : Math.max(1, head.seq - (held?.seq ?? 0));
}

/** PAY-2: paid when its code was closed already, and the hub's last look at it is still to come. */
function paidLate({ hub, gateway }: World): string[] {
  const sql = "SELECT order_id FROM payment WHERE state = 'closed' AND next_at IS NOT NULL";
  const looked = hub.disk.look<{ order_id: string }>(sql).map(({ order_id }) => order_id);
  return looked.filter((order) => gateway.trades.get(order)?.paidMs !== undefined);
}

/** What still is under way, in words; empty when all has come to rest. */
export async function pendingOf(world: World): Promise<string[]> {
  const { hub, counters } = world;
  const found: string[] = [];
  for (const counter of counters) {
    const say = (what: string) => found.push(`${counter.id}: ${what}`);
    const view = counter.screen;
    if (!view) say('is off');
    else if (view.outOfService !== null) say(`out of service: ${view.outOfService}`);
    for (const { order_id } of counter.disk.look<{ order_id: string }>('SELECT order_id FROM open_order'))
      say(`order ${order_id} is open`);
    const lines = unsent(world, counter);
    if (lines > 0) say(`${lines} lines are not at the hub`);
  }
  for (const order of paidLate(world)) found.push(`the hub: it will look at ${order} once more`);
  const totals = await hub.payments?.totals();
  if (!totals) found.push('the hub is off');
  else if (totals.pendingFen > 0) found.push(`the hub: ${totals.pendingFen} fen are pending`);
  return found;
}

function restingCounter(world: World, counter: WorldCounter): RestingCounter {
  const head = headOf(counter);
  const truth = counter.board.truth();
  const rows = counter.disk.look<{ bytes: Uint8Array }>('SELECT bytes FROM journal_line ORDER BY seq');
  return {
    counter: counter.id,
    machine: counter.machine,
    journals: head ? [{ journal: head.journal, lines: rows.map(({ bytes }) => bytes), head: head.hash }] : [],
    slots: truth.slots.map(({ selection, real }) => ({
      slot: selection,
      loaded: counter.loaded.get(selection) ?? 0,
      inside: real,
    })),
    outOfService: counter.agent?.shopperView().outOfService ?? null,
    protocolBreaches: counter.board.violations().filter((breach) => !greetsAgain.test(breach)),
    unsentLines: unsent(world, counter),
  };
}

/** Lines without their newline, in order. */
function* linesIn(part: Uint8Array): Generator<Uint8Array> {
  for (let from = 0, to = part.indexOf(0x0a); to >= 0; from = to + 1, to = part.indexOf(0x0a, from))
    yield part.subarray(from, to);
}

async function restingHub({ hub }: World): Promise<RestingHub> {
  const journals = hub.disk.look<HubJournal>('SELECT * FROM journal ORDER BY key');
  const partsSql = 'SELECT bytes FROM journal_part WHERE journal_key = ? ORDER BY from_seq';
  const totals = await hub.payments?.totals();
  return {
    journals: journals.map(({ key, counter, journal, hash }) => ({
      counter,
      journal,
      head: hash,
      lines: hub.disk.look<{ bytes: Uint8Array }>(partsSql, key).flatMap(({ bytes }) => [...linesIn(bytes)]),
    })),
    sales: hub.disk.look(
      'SELECT counter, entry, sum(sales) AS count, sum(sales_fen) AS fen FROM day_total GROUP BY counter, entry',
    ),
    cases: hub.disk.look('SELECT kind, counter FROM ledger_case'),
    money: {
      chargedFen: totals?.chargedFen ?? 0,
      refundedFen: totals?.refundedFen ?? 0,
      pendingFen: totals?.pendingFen ?? 0,
    },
  };
}

/** Everything the auditor compares at the end. */
export async function restOf(world: World, restedAfterMs: number | undefined): Promise<Rest> {
  return {
    counters: world.counters.map((counter) => restingCounter(world, counter)),
    hub: await restingHub(world),
    restedAfterMs,
    pending: await pendingOf(world),
  };
}
