// One counter: journal, lists, board, sales, link and views joined together. It decides nothing that a pure part decides.
import { dayOf } from '@zhuangui/protocol/days.ts';
import type { Line, LineBody } from '@zhuangui/protocol/journal-lines.ts';
import type { Freshness } from '@zhuangui/protocol/units.ts';
import type { BoardEvent } from '../board/board-types.ts';
import type { Commands } from '../commands/commands.ts';
import type { Help } from '../commands/help.ts';
import { type LogRing, logRing } from '../commands/log-ring.ts';
import { nextBatch } from '../journal/batches.ts';
import type { CounterStore } from '../journal/open-counter-db.ts';
import { openFaults } from '../journal/open-faults.ts';
import { createLink, type Link, type MailKind } from '../link/link-runner.ts';
import { type ListSync, startListSync } from '../lists/list-sync.ts';
import type { CounterDesk } from '../operator/desk.ts';
import type { HubPayments } from '../payment/hub-payment.ts';
import type { Slot } from '../planogram/slot.ts';
import type { OperatorView, ShopperView } from '../screens/views.ts';
import { type Agent, type AgentParts, agentTimes, agentVersion, type RestockAnswer } from './agent-parts.ts';
import { type CounterState, operatorView, shopperView } from './agent-views.ts';
import { boardMemoryOf } from './board-lines.ts';
import { BoardNotes } from './board-notes.ts';
import { boardOffline } from './board-outage.ts';
import { type CounterParts, openCounterParts } from './counter-parts.ts';
import { freshnessOf, offersNow, slotDecisions, stateOf } from './counter-state.ts';
import { openStore } from './counter-store.ts';
import { type Keeper, keep } from './keeper.ts';
import { loadLine } from './load-line.ts';
import { loadRecent } from './load-recent.ts';
import { lookAt, type Seen } from './look.ts';
import { hubNotices, openCommands } from './open-commands.ts';
import { openDesk } from './open-desk.ts';
import { type Recent, remember } from './recent.ts';
import { slotOfScan } from './scan-goods.ts';
import { telemetryOf } from './telemetry.ts';
import { createTouches, type Touches } from './touches.ts';

/** Opens the store, verifies it, settles what a restart left open, and starts to sell. */
export async function startAgent(given: AgentParts): Promise<Agent> {
  const ring = logRing(given.log, () => given.clock.nowMs());
  const parts = { ...given, log: ring.log };
  const store = await (parts.openStore ? parts.openStore() : openStore(parts));
  let agent: CounterAgent | undefined;
  try {
    // The link finds out that the hub holds another history, the gate has to know: they share this one fact.
    const faults = await openFaults(store.db);
    const shared: Shared = { isBroken: brokenBefore(faults) !== undefined, agent: undefined };
    const counter = await openCounterParts(parts, store, {
      isBroken: () => shared.isBroken,
      mail: (kind, bytes) => shared.agent?.link.mail(kind, bytes) ?? false,
      link: () => shared.agent?.link.status(),
      testVends: (slot) => shared.agent?.desk.moves(slot) ?? false,
      changed: () => shared.agent?.changed(),
    });
    const recent = await loadRecent(store.db);
    agent = new CounterAgent(parts, store, counter, shared, { faults, recent, ring });
    shared.agent = agent;
    await agent.begin();
    return agent;
  } catch (error) {
    const closed = agent ? agent.stop() : store.close();
    await closed.catch((failure: unknown) =>
      parts.log.error({ error: String(failure) }, 'stop after a failed start'),
    );
    throw error;
  }
}

/** LINK-5: what an earlier run found out about this journal still holds; only a new journal begins without it. */
const brokenBefore = (faults: ReadonlySet<string>) =>
  (['fork', 'behind-hub'] as const).find((why) => faults.has(`journal-${why}`));

/** What the parts need of the agent that is built of them. */
interface Shared {
  isBroken: boolean;
  agent: CounterAgent | undefined;
}

class CounterAgent implements Agent {
  readonly #parts: AgentParts;
  readonly #store: CounterStore;
  readonly #counter: CounterParts;
  readonly #touches: Touches;
  readonly #sync: ListSync;
  readonly link: Link;
  readonly desk: CounterDesk;
  readonly commands: Commands;
  readonly #help: Help;
  readonly #listeners = new Set<() => void>();
  readonly #keepers: Keeper[] = [];
  readonly #ends: (() => void)[] = [];
  #work: Promise<unknown> = Promise.resolve();
  #recovery: Promise<unknown> = Promise.resolve();
  #seen: Seen;
  readonly #boardNotes: BoardNotes;
  #recent: Recent;
  #temperatureC: number | null = null;
  #lastListRefusal: string | null = null;
  readonly #shared: Shared;
  #isFailed = false;
  #isBoardAwaited = true;
  #isStopping = false;
  #wasConnected = false;
  #reported = '';
  readonly #qr: HubPayments;
  #lookKeeper: Keeper | undefined;

  constructor(
    parts: AgentParts,
    store: CounterStore,
    counter: CounterParts,
    shared: Shared,
    { faults, recent, ring }: { faults: ReadonlySet<string>; recent: Recent; ring: LogRing },
  ) {
    const { clock, random, log } = parts;
    const { lists, sales, testPayment, settings, care, qr } = counter;
    this.#parts = parts;
    this.#store = store;
    this.#counter = counter;
    this.#shared = shared;
    this.#recent = recent;
    this.#boardNotes = new BoardNotes(
      boardMemoryOf(counter.slots),
      (lines) => this.#append(lines),
      counter.cash !== undefined,
    );
    const outage = { isWritten: faults.has(boardOffline), onlineSinceMs: undefined };
    this.#seen = { freshness: this.#freshness(), refusals: new Map(), outage };
    this.#sync = startListSync({ store: lists, clock, random, log, ...parts.lists });
    const isShut = () => this.#isStopping || !sales.ready() || counter.cabinet?.anyOpen() === true;
    this.#touches = createTouches({
      sales,
      payment: testPayment,
      clock,
      paymentMs: () => parts.sale?.paymentMs ?? settings.current().paymentS * 1000,
      isOffered: (method) => offersNow(parts, counter, this.link.status().connected).methods.includes(method),
      isShut,
    });
    this.link = createLink({
      journal: store.journal,
      open: parts.openLink,
      clock,
      random,
      log,
      broken: brokenBefore(faults),
      ...(parts.link ? { limits: parts.link } : {}),
      hello: () => ({ agentVersion, lists: lists.versions() }),
      nextBatch: (after, limits) => nextBatch(store.journal, after, limits),
      onLists: (payload) => this.#do('lists', () => this.#applyLists(payload)),
      onMail: (kind, payload) => this.#mail(kind, payload),
      onHubTime: (hubTimeMs) => care.hubTime(hubTimeMs),
      onBroken: (why, reason) => this.#breakOff(why, reason),
      onStatus: ({ connected }) => this.#linked(connected),
    });
    this.desk = openDesk({
      parts,
      store,
      counter,
      mail: (kind, bytes) => this.link.mail(kind, bytes),
      operatorView: () => this.operatorView(),
      onChange: this.onChange,
      boardNotes: this.#boardNotes,
    });
    this.#qr = qr;
    const hub = openCommands({
      parts,
      store,
      counter,
      ring,
      link: this.link,
      sync: this.#sync,
      isServed: () => this.desk.inService(),
      shopper: () => this.shopperView(),
      operator: () => this.operatorView(),
      report: () => this.#tellAll(),
      changed: () => this.changed(),
    });
    this.commands = hub.commands;
    this.#help = hub.help;
  }

  get journal() {
    return this.#store.journal;
  }

  get lists() {
    return this.#counter.lists;
  }

  get board() {
    return this.#counter.board;
  }

  get payment() {
    return this.#counter.testPayment;
  }

  get settings() {
    return this.#counter.settings;
  }

  get cash() {
    return this.#counter.cash;
  }

  get care() {
    return this.#counter.care;
  }

  async begin(): Promise<void> {
    const times = { ...agentTimes, ...this.#parts.times };
    const { clock, log } = this.#parts;
    this.#ends.push(
      this.journal.onAppended((lines) => this.#committed(lines)),
      this.lists.onChanged(() => this.#listsChanged()),
      this.#counter.sales.onChange(() => this.changed()),
      this.#counter.settings.onChange(() => this.changed()),
      this.#counter.restock.onChange(() => this.changed()),
      this.#counter.cash?.onChange(() => this.changed()) ?? (() => {}),
      this.#counter.cabinet?.onChange(() => this.changed()) ?? (() => {}),
      this.board.onEvent((event) => this.#heard(event)),
      clock.setTimer(times.boardStartMs, () => this.#boardAwaited()),
    );
    this.#lookKeeper = keep(clock, log, times.lookMs, () => this.#look());
    this.#keepers.push(
      this.#lookKeeper,
      keep(clock, log, times.telemetryMs, async () => this.#report()),
    );
    this.board.start();
    this.care.start();
    // What a restart cut off at the operator's desk is settled before anything is sold.
    await this.desk.start();
    await this.commands.start();
    this.link.start();
    // Beside the other work, not in line with it: listening to the board must not hold up a withdrawal.
    this.#recovery = this.#recover().catch((error: unknown) =>
      log.error({ error: String(error) }, 'recovery'),
    );
    this.#do('first planogram', () => this.#loadFirstPlanogram());
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#idle();
    await this.desk.stop();
    await this.commands.stop();
    this.#counter.sales.close();
    this.#counter.cabinet?.close();
    this.#counter.setPoint.close();
    this.#counter.cash?.close();
    this.#qr.close();
    await this.care.stop();
    for (const end of this.#ends) end();
    await Promise.all(this.#keepers.map((keeper) => keeper.stop()));
    this.#sync.stop();
    await this.link.stop();
    await this.board.stop();
    await Promise.all([this.#work, this.#recovery]);
    await this.lists.keepFloor().catch(() => undefined);
    this.payment.close();
    await this.#store.close();
  }

  /** A motor that turns is waited for; a shopper who has not paid yet is not. */
  async #idle(): Promise<void> {
    this.#counter.sales.cancel();
    if (!this.#counter.sales.busy()) return;
    await new Promise<void>((resolve) => {
      const off = this.#counter.sales.onChange(() => {
        if (this.#counter.sales.busy()) return;
        off();
        resolve();
      });
    });
  }

  onChange = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  changed(): void {
    this.#touches.follow();
    for (const listener of [...this.#listeners]) listener();
  }

  /** Work that writes to the journal, one after the other; a failure is logged and stops nothing else. */
  #do(what: string, work: () => Promise<unknown>): void {
    this.#work = this.#work.then(work).catch((error: unknown) => {
      this.#parts.log.error({ what, error: String(error) }, 'agent');
    });
  }

  async #append(bodies: readonly LineBody[]): Promise<void> {
    await this.#counter.append(bodies);
  }

  #committed(lines: readonly Line[]): void {
    this.#counter.planogram.apply(lines);
    this.#counter.cash?.apply(lines);
    this.care.committed(lines);
    this.#recent = lines.reduce(remember, this.#recent);
    this.#lookKeeper?.soon();
    this.changed();
  }

  /** When it fails the sales stay shut and try again by themselves (SALE-14); the agent must not stay shut beside them. */
  async #recover(): Promise<void> {
    try {
      const report = await this.#counter.sales.recover();
      if (report.found > 0) this.#parts.log.info(report, 'orders from before the restart are looked after');
    } finally {
      this.changed();
    }
  }

  #heard(event: BoardEvent): void {
    if (event.type === 'online' || event.type === 'offline') this.#boardAwaited();
    if (event.type === 'temperature') this.#temperatureC = event.temperature;
    this.care.hear(event);
    if (this.#boardNotes.hear(event)) this.#do('board', () => this.#boardNotes.write());
    if (event.type !== 'selection-report') this.#lookKeeper?.soon();
    this.changed();
  }

  #boardAwaited(): void {
    this.#isBoardAwaited = false;
    this.#lookKeeper?.soon();
  }

  async #applyLists(payload: Uint8Array): Promise<void> {
    const result = await this.#sync.onPush(payload);
    this.#lastListRefusal = result.applied ? null : `${result.code}: ${result.message}`;
    if (!result.applied) this.changed();
  }

  /** Messages to this counter other than position and lists; whoever takes one checks it. */
  #mail(kind: MailKind, payload: Uint8Array): void {
    if (kind === 'payment') this.#qr.onMessage(payload);
    if (kind === 'desired') void this.settings.onDesired(payload);
    if (kind === 'approval') this.desk.onApproval(payload);
    if (kind === 'command') void this.commands.onMessage(payload);
  }

  #freshness(): Freshness {
    return freshnessOf(this.#counter);
  }

  #listsChanged(): void {
    this.#lastListRefusal = null;
    this.#do('first planogram', () => this.#loadFirstPlanogram());
    this.#lookKeeper?.soon();
    this.changed();
  }

  /** LINK-5: selling stops now, whatever work is in line before the fault can be written. */
  #breakOff(why: string, reason: string): void {
    if (this.#shared.isBroken) return;
    this.#shared.isBroken = true;
    this.#parts.log.error(
      { why, reason },
      'the hub holds another history of this journal: the counter stops selling',
    );
    this.changed();
    const detail = reason.slice(0, 300);
    this.#do('link broken', () =>
      this.#append([{ kind: 'fault', code: `journal-${why}`, active: true, detail }]),
    );
  }

  /** In one append: a power cut in between must not leave a counter half set up for good. */
  async #loadFirstPlanogram(): Promise<void> {
    const { firstPlanogram = [] } = this.#parts;
    if (!this.lists.view() || this.#counter.planogram.slots().length > 0) return;
    await this.#append(firstPlanogram.map((slot) => loadLine(this.#counter.gate, slot, 'setup').line));
  }

  restock(proposed: Slot, operator: string): Promise<RestockAnswer> {
    const turn = this.#work.then(() => this.#restock(proposed, operator));
    this.#work = turn.catch(() => undefined);
    return turn;
  }

  async #restock(proposed: Slot, operator: string): Promise<RestockAnswer> {
    const { line, answer } = loadLine(this.#counter.gate, proposed, operator);
    await this.#append([line]);
    return answer;
  }

  /** Freshness, shelf lives and sanctions change without anybody touching the counter: what changed is written down. */
  async #look(): Promise<void> {
    this.#noticeFailure();
    this.#reportIfNew();
    if (this.#boardNotes.isBehind) this.#do('board', () => this.#boardNotes.write());
    if (this.#isBoardAwaited || this.#isStopping) return;
    const { seen, lines, isNew } = lookAt(this.#seen, {
      freshness: this.#freshness(),
      timeFloor: this.lists.timeFloor(),
      boardOnline: this.board.status().online,
      nowMs: this.#parts.clock.monotonicMs(),
      lists: this.lists.view(),
      slots: slotDecisions(this.#counter),
    });
    // Remembered only when it is written: on a full disk nothing is, and the next look tries again.
    await this.#append(lines);
    this.#seen = seen;
    if (isNew) this.changed();
  }

  /** JRN-12: a paid order that cannot be written on is settled by the recovery of the next start, so it has to come. */
  #noticeFailure(): void {
    const why = this.journal.failure();
    if (why === undefined || this.#isFailed || this.#isStopping) return;
    this.#isFailed = true;
    this.#parts.onFailed?.(why);
  }

  order: Agent['order'] = (slots, method) => this.#touches.order(slots, method);
  scan(text: string): number | undefined {
    const forSale = slotDecisions(this.#counter).flatMap(({ slot, decision }) =>
      decision.pass ? [slot] : [],
    );
    const today = dayOf(this.lists.trustedNow());
    return slotOfScan(text, { lists: this.#counter.seenLists(), forSale, today });
  }

  confirmTestPayment = () => this.#touches.confirmTestPayment();
  cancel = () => this.#touches.cancel();
  dismiss = () => this.#touches.dismiss();

  shopperView(): ShopperView {
    return shopperView(this.#state());
  }

  operatorView(): OperatorView {
    return operatorView(this.#state());
  }

  /** The hub hears at once how a counter is that has just come back, not half a minute later. */
  #linked(connected: boolean): void {
    const isNew = connected && !this.#wasConnected;
    this.#wasConnected = connected;
    if (isNew) this.#greetHub();
    this.changed();
  }

  /** A new connection: the hub hears how the counter is, and what waits for an answer is asked again. */
  #greetHub(): void {
    this.#report();
    this.settings.onConnected();
    this.#qr.onConnected();
  }

  /** Freshness and service as the hub last heard them: a counter that has just got its lists is not red for half a minute. */
  #reportIfNew(): void {
    if (newsOf(this.#state()) !== this.#reported) this.#report();
  }

  #report(): void {
    const state = this.#state();
    if (this.#wasConnected) this.#reported = newsOf(state);
    this.link.telemetry(telemetryOf(state, this.#parts.clock, this.link.status(), this.care));
  }

  #tellAll(): void {
    this.#report();
    this.settings.onConnected();
  }

  #state(): CounterState {
    return stateOf({
      parts: this.#parts,
      counter: this.#counter,
      journal: this.journal,
      link: this.link.status(),
      touches: this.#touches,
      isBroken: this.#shared.isBroken,
      isBoardAwaited: this.#isBoardAwaited,
      isServed: this.desk.inService(),
      lastListRefusal: this.#lastListRefusal,
      temperatureC: this.#temperatureC,
      doorOpen: this.#boardNotes.doorOpen ?? null,
      recent: this.#recent,
      fromHub: hubNotices(this.commands, this.#help, this.#counter),
    });
  }
}

/** What the hub should not wait half a minute for; a counter just set up has no slots in its first report. */
const newsOf = ({ freshness, outOfService, slots }: CounterState): string =>
  `${freshness} ${outOfService} ${slots.length}`;
