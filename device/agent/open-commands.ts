// Commands of the hub and remote help, given the parts of the agent they work on.
import type { ReportedSlot } from '@zhuangui/protocol/commands.ts';
import { type Commands, createCommands } from '../commands/commands.ts';
import { createHelp, type Help } from '../commands/help.ts';
import type { LogRing } from '../commands/log-ring.ts';
import type { CounterStore } from '../journal/open-counter-db.ts';
import type { Link } from '../link/link-runner.ts';
import type { ListSync } from '../lists/list-sync.ts';
import type { OperatorView, ShopperView } from '../screens/views.ts';
import type { AgentParts } from './agent-parts.ts';
import type { CounterState } from './agent-views.ts';
import type { CounterParts } from './counter-parts.ts';
import { slotDecisions } from './counter-state.ts';

export interface OpenCommandsParts {
  parts: AgentParts;
  store: CounterStore;
  counter: CounterParts;
  ring: LogRing;
  link: Link;
  sync: ListSync;
  isServed(): boolean;
  shopper(): ShopperView;
  operator(): OperatorView;
  /** Telemetry and settings to the hub now. */
  report(): void;
  changed(): void;
}

const bundleLines = 800;
const helpLines = 20;

const reportSlots = (counter: CounterParts): ReportedSlot[] =>
  slotDecisions(counter).map(({ slot: { slot, entry, lot, count, capacity, priceFen }, decision }) => ({
    slot,
    entry,
    lot,
    count,
    capacity,
    priceFen,
    forSale: decision.pass,
  }));

export function openCommands(given: OpenCommandsParts): { commands: Commands; help: Help } {
  const { parts, store, counter, ring, link, sync, changed } = given;
  const help = createHelp({
    clock: parts.clock,
    mail: (payload) => link.mail('help', payload),
    shopper: given.shopper,
    operator: given.operator,
    log: () => ring.tail(helpLines),
    changed,
  });
  const commands = createCommands({
    db: store.db,
    append: counter.append,
    clock: parts.clock,
    log: parts.log,
    trustedNowMs: () => counter.lists.trustedNow(),
    slots: () => counter.planogram.slots(),
    known: () => new Set(counter.board.status().selections.map(({ selection }) => selection)),
    reportSlots: () => reportSlots(counter),
    gate: counter.gate,
    hold: () => counter.sales.hold(),
    onSale: (listener) => counter.sales.onChange(listener),
    isServed: given.isServed,
    mail: (payload) => link.mail('result', payload),
    help,
    logTail: () => ring.tail(bundleLines),
    report: given.report,
    refreshLists() {
      sync.refresh();
      link.reconnect();
    },
    restart: parts.onRestart,
    changed,
  });
  return { commands, help };
}

/** What commands left for the screens; of the assortment only what does not stand there yet. */
export function hubNotices(
  commands: Commands | undefined,
  help: Help | undefined,
  { planogram, lists }: Pick<CounterParts, 'planogram' | 'lists'>,
): NonNullable<CounterState['fromHub']> {
  const message = commands?.message();
  const wanted = (commands?.wanted() ?? [])
    .filter(({ slot, entry }) => planogram.slot(slot)?.entry !== entry)
    .map(({ slot, entry }) => ({ slot, entry, name: lists.view()?.entry(entry)?.name ?? entry }));
  return {
    message: message ? { zh: message.zh, ...(message.en ? { en: message.en } : {}) } : null,
    help: help?.notice() ?? null,
    wanted,
  };
}
