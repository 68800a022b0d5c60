// What a roll-out does to one counter, and how it takes it back (ROLL-5, ROLL-10).
import type { CommandAct, PriceLine, WantedSlot } from '@zhuangui/protocol/commands.ts';
import type { Db, Queries } from '@zhuangui/protocol/db/db.ts';
import type { Commands, NewCommand } from '../commands/commands.ts';
import type { SettingsChange } from '../settings/effective.ts';
import type { FleetSettings } from '../settings/settings.ts';
import type { Stock } from '../stock/stock.ts';
import type { Member, Rollout } from './rollout-store.ts';

export interface ChangeParts {
  db: Db;
  commands: Pick<Commands, 'issueAll'>;
  settings: Pick<FleetSettings, 'setCounter' | 'replaceCounter' | 'standing' | 'view'>;
  stock: Pick<Stock, 'slots'>;
}

const settled = (tx: Queries, rollout: string, counter: string, state: string, told: string, nowMs: number) =>
  tx.run('UPDATE rollout_counter SET state = ?, told = ?, told_at = ? WHERE rollout = ? AND counter = ?', [
    state,
    told,
    nowMs,
    rollout,
    counter,
  ]);

const keepBefore = (tx: Queries, rollout: string, counter: string, before: unknown) =>
  tx.run('UPDATE rollout_counter SET before = coalesce(before, ?) WHERE rollout = ? AND counter = ?', [
    JSON.stringify(before),
    rollout,
    counter,
  ]);

/** One command a counter, in the transaction that says so: after a crash nobody is told twice (ROLL-6). */
async function command(
  parts: ChangeParts,
  rollout: Rollout,
  acts: readonly { counter: string; act: CommandAct; before?: unknown }[],
  state: 'sent' | 'given-back',
  nowMs: number,
): Promise<void> {
  const actor = { kind: 'person' as const, id: rollout.createdBy, name: rollout.createdName };
  const lastsMs = Math.min(6 * 86_400_000, Math.max(rollout.rules.withinMs, 3_600_000));
  const issued = await parts.db.transaction(async (tx) => {
    const list = acts.map(
      ({ counter, act }): NewCommand => ({ counter, act, actor, lastsMs, rollout: rollout.id }),
    );
    const made = await parts.commands.issueAll(tx, list);
    for (const [index, { counter, act, before }] of acts.entries()) {
      if (before !== undefined) await keepBefore(tx, rollout.id, counter, before);
      if (act.do === 'assortment') await keepWanted(tx, rollout.id, counter, act.slots, nowMs);
      await settled(tx, rollout.id, counter, state, made.ids[index]!, nowMs);
    }
    return made;
  });
  issued.sent();
}

async function keepWanted(tx: Queries, rollout: string, counter: string, slots: WantedSlot[], nowMs: number) {
  if (slots.length === 0) await tx.run('DELETE FROM wanted_assortment WHERE counter = ?', [counter]);
  else
    await tx.run(
      'INSERT OR REPLACE INTO wanted_assortment (counter, slots, rollout, at) VALUES (?, ?, ?, ?)',
      [counter, JSON.stringify(slots), rollout, nowMs],
    );
}

/** What these counters sell the entries for now, as their journals say. */
async function pricesNow(parts: ChangeParts, counters: string[], entries: ReadonlySet<string>) {
  const now = new Map<string, Map<string, number>>(counters.map((counter) => [counter, new Map()]));
  for (const slot of await parts.stock.slots(counters))
    if (slot.goods && entries.has(slot.goods.entry))
      now.get(slot.counter)?.set(slot.goods.entry, slot.goods.priceFen);
  return (counter: string): PriceLine[] =>
    [...(now.get(counter) ?? [])].map(([entry, priceFen]) => ({ entry, priceFen }));
}

async function wantedNow(db: Queries, counters: readonly string[]): Promise<Map<string, WantedSlot[]>> {
  const rows = await db.query<{ counter: string; slots: string }>(
    'SELECT counter, slots FROM wanted_assortment WHERE counter IN (SELECT value FROM json_each(?))',
    [JSON.stringify(counters)],
  );
  return new Map(rows.map(({ counter, slots }) => [counter, JSON.parse(slots) as WantedSlot[]]));
}

/** Tells these counters of the change. Done again after a crash it does nothing twice. */
export async function tellChange(
  parts: ChangeParts,
  rollout: Rollout,
  list: readonly Member[],
  nowMs: number,
) {
  const counters = list.map(({ counter }) => counter);
  const { content } = rollout;
  if (content.kind === 'settings') return tellSettings(parts, rollout, content.change, counters, nowMs);
  if (content.kind === 'assortment') {
    const now = await wantedNow(parts.db, counters);
    const act = { do: 'assortment' as const, slots: content.slots };
    const acts = counters.map((counter) => ({ counter, act, before: now.get(counter) ?? [] }));
    return command(parts, rollout, acts, 'sent', nowMs);
  }
  const now = await pricesNow(parts, counters, new Set(content.prices.map(({ entry }) => entry)));
  const act = { do: 'price-list' as const, prices: content.prices };
  const acts = counters.map((counter) => ({ counter, act, before: now(counter) }));
  return command(parts, rollout, acts, 'sent', nowMs);
}

async function tellSettings(
  { db, settings }: ChangeParts,
  rollout: Rollout,
  change: SettingsChange,
  counters: readonly string[],
  nowMs: number,
): Promise<void> {
  for (const counter of counters) {
    const { own } = await settings.view(counter);
    await keepBefore(db, rollout.id, counter, own);
    await settings.setCounter(counter, change);
    const [standing] = await settings.standing([counter]);
    await settled(db, rollout.id, counter, 'sent', String(standing?.desired ?? 0), nowMs);
  }
}

/** Gives these counters back what they had. */
export async function giveBack(parts: ChangeParts, rollout: Rollout, list: readonly Member[], nowMs: number) {
  const { content } = rollout;
  const had = list.map(({ counter, before, told }) => ({
    counter,
    told,
    before: before ? JSON.parse(before) : undefined,
  }));
  if (content.kind === 'settings') {
    for (const { counter, before, told } of had) {
      if (before) await parts.settings.replaceCounter(counter, before as SettingsChange);
      await settled(parts.db, rollout.id, counter, 'given-back', told ?? '', nowMs);
    }
    return;
  }
  const acts = had.flatMap(({ counter, before = [] }): { counter: string; act: CommandAct }[] => {
    if (content.kind === 'assortment')
      return [{ counter, act: { do: 'assortment' as const, slots: before as WantedSlot[] } }];
    const prices = before as PriceLine[];
    return prices.length === 0 ? [] : [{ counter, act: { do: 'price-list' as const, prices } }];
  });
  await command(parts, rollout, acts, 'given-back', nowMs);
  const told = new Set(acts.map(({ counter }) => counter));
  for (const { counter } of had)
    if (!told.has(counter)) await settled(parts.db, rollout.id, counter, 'given-back', '', nowMs);
}

/** What the counters answered meanwhile. */
export async function noteAnswers({ db, settings }: ChangeParts, rollout: Rollout): Promise<void> {
  if (rollout.content.kind !== 'settings') {
    await db.run(
      `UPDATE rollout_counter SET reason = command.reason,
         state = CASE command.state WHEN 'ok' THEN 'ok' WHEN 'expired' THEN 'missed' ELSE 'failed' END
       FROM command WHERE rollout_counter.rollout = ? AND rollout_counter.state = 'sent'
         AND command.id = rollout_counter.told AND command.state <> 'waiting'`,
      [rollout.id],
    );
    return;
  }
  const sent = await db.query<Member>(
    "SELECT counter, told, before FROM rollout_counter WHERE rollout = ? AND state = 'sent'",
    [rollout.id],
  );
  const versions = new Map(sent.map(({ counter, told }) => [counter, Number(told)]));
  const answered = (await settings.standing(sent.map(({ counter }) => counter))).flatMap(
    ({ counter, reported, refused }) => {
      const version = versions.get(counter) ?? 0;
      if (refused && refused.version >= version) return [[counter, 'failed', refused.reason]];
      return reported >= version ? [[counter, 'ok', null]] : [];
    },
  );
  if (answered.length === 0) return;
  await db.run(
    `UPDATE rollout_counter SET state = value ->> 1, reason = value ->> 2
     FROM json_each(?) WHERE rollout = ? AND counter = value ->> 0 AND state = 'sent'`,
    [JSON.stringify(answered), rollout.id],
  );
}
