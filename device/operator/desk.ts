// The operator's desk: who may do what, now, once. It joins its parts and decides nothing that a pure part decides.
import type { Line } from '@zhuangui/protocol/journal-lines.ts';
import type { Desk, DeskAct, DeskAnswer } from '../screens/desk-acts.ts';
import type { DeskView } from '../screens/operator-views.ts';
import { perform, type WorkAct } from './acts.ts';
import { done, no, notWritten, refusals } from './answers.ts';
import { needsEnrolment, signedInView, signedOutView } from './desk-view.ts';
import { enter } from './entrance.ts';
import { createExportActs } from './export-act.ts';
import { type FaultBook, noteFault } from './fault-book.ts';
import { createInFlight } from './in-flight.ts';
import { loadFaultBook } from './load-fault-book.ts';
import { createMachineActs } from './machine-acts.ts';
import { loadOpenVends } from './open-vends.ts';
import { createPhone, type PhoneCounts } from './phone.ts';
import type { DeskParts } from './ports.ts';
import { mayDo, permissionsOf } from './roles.ts';
import { createServiceTime } from './service-time.ts';
import type { Session } from './session.ts';
import { createSessionKeeper, type Newcomer } from './session-keeper.ts';
import { createSignIn } from './sign-in.ts';
import { recoveredVendLines } from './test-vend-lines.ts';

export interface CounterDesk extends Desk {
  /**
   * Reads what a restart must not forget and settles test vends it cut off (OPR-12). Call once, after the planogram
   * follows the journal and before the sales recover; until then every act is answered "not now". Rejects when that
   * cannot be read or written.
   */
  start(): Promise<void>;
  /** Waits for what is being done, signs out, writes down the lock. Call before board and journal are closed. */
  stop(): Promise<void>;
  /** The hub's answer to a sign-in by phone. */
  onApproval(bytes: Uint8Array): void;
  /** Somebody works inside: nothing is sold. */
  inService(): boolean;
  /** A test vend may be taking something out of this slot: its stock is not counted now. */
  moves(slot: number): boolean;
  counts(): { phone: PhoneCounts; deniedActs: number };
}

type Answered = Awaited<ReturnType<Desk['act']>>;

const lookEveryMs = 5_000;
const photoBytesMax = 2 * 1024 * 1024;

export function createDesk(parts: DeskParts): CounterDesk {
  return new OperatorDesk(parts);
}

class OperatorDesk implements CounterDesk {
  readonly #parts: DeskParts;
  readonly #signIn;
  readonly #sessions;
  readonly #phone;
  readonly #machine;
  readonly #service;
  readonly #exports;
  readonly #listeners = new Set<() => void>();
  readonly #inFlight;
  readonly #ends: (() => void)[] = [];
  #faults: FaultBook = new Map();
  #deniedActs = 0;
  #state: 'new' | 'open' | 'stopped' = 'new';
  #stopLooking = () => {};
  #tail: Promise<unknown> = Promise.resolve();

  constructor(parts: DeskParts) {
    this.#parts = parts;
    const changed = () => this.#changed();
    this.#inFlight = createInFlight(parts.clock, changed);
    this.#signIn = createSignIn({ ...parts, changed });
    this.#service = createServiceTime(parts);
    this.#machine = createMachineActs(parts, changed);
    this.#exports = createExportActs(parts, changed);
    this.#sessions = createSessionKeeper({
      ...parts,
      changed,
      isBusy: () => this.#inFlight.isBusy(),
      ended: (session) => this.#left(session),
    });
    this.#phone = createPhone({
      ...parts,
      changed,
      granted: (approval, token) => this.#granted({ ...approval, by: 'phone', token }),
    });
  }

  async start(): Promise<void> {
    const { db, journal, sources, restock, cash, doors, enrol } = this.#parts;
    const early: Line[] = [];
    let note = (lines: readonly Line[]) => void early.push(...lines);
    this.#ends.push(
      journal.onAppended((lines) => note(lines)),
      ...[sources, restock, cash, doors, enrol].flatMap(
        (part) => part?.onChange?.(() => this.#changed()) ?? [],
      ),
    );
    await this.#signIn.start();
    await this.#settleVends();
    const book = await loadFaultBook(db);
    note = (lines) => {
      this.#faults = lines.reduce(noteFault, this.#faults);
    };
    this.#faults = early.reduce(noteFault, book);
    this.#state = 'open';
    this.#changed();
  }

  /** OPR-12: nothing is sold before it is written, and for good when it cannot be. */
  async #settleVends(): Promise<void> {
    const { db, hold, append } = this.#parts;
    const open = await loadOpenVends(db);
    if (open.length === 0) return;
    const release = hold();
    await append(open.flatMap(recoveredVendLines));
    release?.();
  }

  async stop(): Promise<void> {
    this.#state = 'stopped';
    this.#stopLooking();
    await this.#inFlight.settled();
    await this.#sessions.end('the counter stops');
    this.#phone.drop();
    await this.#tail;
    await this.#signIn.stop();
    this.#service.close();
    for (const end of this.#ends.splice(0)) end();
  }

  onChange = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  onApproval(bytes: Uint8Array): void {
    this.#phone.hear(bytes);
  }

  inService(): boolean {
    return this.#service.isOn();
  }

  moves(slot: number): boolean {
    return this.#machine.moves(slot);
  }

  counts() {
    return { phone: this.#phone.counts(), deniedActs: this.#deniedActs };
  }

  view(token: string | undefined): DeskView {
    const session = this.#sessions.of(token);
    const { enrol, settings } = this.#parts;
    if (session === null) {
      return signedOutView({
        lockedForMs: this.#signIn.lockedForMs(),
        triesLeft: this.#signIn.triesLeft(),
        approval: this.#phone.view(token),
        accounts: settings().operators.length,
        enrolment: enrol?.view() ?? null,
      });
    }
    const desktop = {
      session,
      role: this.#sessions.role(session),
      idleLeftMs: this.#sessions.idleLeftMs(session),
      faults: this.#faults,
      exportTargets: this.#exports.targets(),
      lastExport: this.#exports.last(),
      testVend: this.#machine.lastTestVend(),
      inService: this.#service.isOn(),
    };
    return signedInView(desktop, this.#parts);
  }

  async act(act: DeskAct, token: string | undefined): Promise<Answered> {
    if (this.#state !== 'open') return { answer: refusals.stopping };
    switch (act.act) {
      case 'sign-in-pin':
      case 'sign-in-badge':
        return this.#enter(act);
      case 'ask-approval':
        return this.#phone.ask(token);
      case 'cancel-approval':
        this.#phone.cancel(token);
        return { answer: done() };
      default:
        return { answer: await this.#withSession(act, token) };
    }
  }

  async photo(bytes: Uint8Array, token: string | undefined): Promise<{ answer: DeskAnswer; photo?: string }> {
    const session = this.#sessions.of(token);
    if (session === null) return { answer: refusals.signedOut };
    if (!permissionsOf(this.#sessions.role(session)).includes('restock')) return { answer: this.#denied() };
    if (bytes.length > photoBytesMax || !isPicture(bytes)) {
      return { answer: no('unknown', 'no-picture', 'Send a JPEG or PNG of at most 2 MB.') };
    }
    this.#sessions.touch();
    try {
      return await this.#parts.restock.photo(bytes, session.operator);
    } catch (error) {
      return { answer: notWritten(error) };
    }
  }

  async #enter(act: Parameters<typeof enter>[3]): Promise<Answered> {
    const answered = await enter(this.#parts, this.#signIn, this.#sessions, act);
    if (answered.token !== undefined) this.#welcome();
    this.#changed();
    return answered;
  }

  #granted(who: Newcomer): void {
    const opening = this.#sessions.open(who).then(
      () => this.#welcome(),
      (error: unknown) => this.#parts.log.error({ error: String(error) }, 'sign-in by phone'),
    );
    this.#after(opening);
  }

  #welcome(): void {
    this.#phone.drop();
    this.#machine.forgetTestVend();
    this.#look();
  }

  /** Work that nobody waits for but the end. */
  #after(work: Promise<unknown>): void {
    const before = this.#tail;
    this.#tail = work.then(() => before);
  }

  /** Storage is plugged in and out while somebody is signed in. */
  #look(): void {
    this.#stopLooking();
    if (this.#state !== 'open' || this.#sessions.signedIn() === null) return;
    this.#after(this.#exports.refresh());
    this.#stopLooking = this.#parts.clock.setTimer(lookEveryMs, () => this.#look());
  }

  async #withSession(act: Exclude<DeskAct, { act: 'sign-in-pin' }>, token: string | undefined) {
    const session = this.#sessions.of(token);
    if (session === null) return this.#withoutSession(act);
    if (!mayDo(this.#sessions.role(session), act.act)) return this.#denied();
    if (act.act === 'sign-out') {
      await this.#sessions.end('by hand');
      return done('signed-out');
    }
    this.#sessions.touch();
    this.#changed();
    return act.act === 'stay' ? done() : this.#once(act as WorkAct, session.operator);
  }

  /** The one thing that can be done before anybody is known here. */
  #withoutSession(act: DeskAct): DeskAnswer | Promise<DeskAnswer> {
    const isNew = needsEnrolment(this.#parts.enrol?.view() ?? null);
    return act.act === 'enrol' && isNew ? this.#once(act, 'installer') : refusals.signedOut;
  }

  #denied(): DeskAnswer {
    this.#deniedActs += 1;
    return refusals.notAllowed;
  }

  #once(act: WorkAct, operator: string): Promise<DeskAnswer> {
    const joined = {
      parts: this.#parts,
      machine: this.#machine,
      service: this.#service,
      exports: this.#exports,
    };
    return this.#inFlight.once(JSON.stringify([operator, act]), () =>
      perform(joined, act, operator).catch((error: unknown) => {
        this.#parts.log.error({ act: act.act, error: String(error) }, 'operator act');
        return notWritten(error);
      }),
    );
  }

  async #left(session: Session): Promise<void> {
    this.#stopLooking();
    const { restock } = this.#parts;
    await Promise.all([this.#service.over(session.operator), restock.view() && restock.abandon()]);
  }

  #changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

/** By its first bytes: JPEG or PNG. */
function isPicture(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.subarray(0, 4)).toString('hex');
  return head.startsWith('ffd8ff') || head === '89504e47';
}
