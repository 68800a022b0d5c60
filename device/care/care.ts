// Looks after one counter: feeds the pure parts with what is heard and probed, and writes down what they find.
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import type { Line, LineBody } from '@zhuangui/protocol/journal-lines.ts';
import type { CounterSettings } from '@zhuangui/protocol/settings.ts';
import type { BoardEvent } from '../board/board-types.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { FaultView, TemperatureView } from '../screens/operator-views.ts';
import { type AlarmState, type Cause, noAlarms, stepAlarms } from './alarms.ts';
import { applyCare, isWarmCode, warmCode } from './care-lines.ts';
import { type StoredCare, writeReadAt, writeWarmth } from './care-store.ts';
import { alarmCodes, causesOf } from './causes.ts';
import { hubSaid, isSkewed, lookAtClock, startClockWatch } from './clock-watch.ts';
import { type ColdState, coldBefore, isUnread, sampled, startCold, warmForMs } from './cold-chain.ts';
import { faultViews } from './fault-views.ts';
import type { Probes } from './probes.ts';
import { lookAtStorage, startStorage } from './storage-watch.ts';

export interface CareSlot {
  slot: number;
  entry: string;
  lot: string;
  count: number;
}

export interface CareParts {
  clock: Clock;
  log: Log;
  /** What `loadCare` found. */
  stored: StoredCare;
  settings(): Pick<CounterSettings, 'coldChain' | 'alarmHoldS' | 'temperature'>;
  slots(): readonly CareSlot[];
  link(): { connected: boolean; sinceMs: number };
  timeFloor(): number;
  /** `Reserve.ok`: the journal's space is in place. */
  reserveOk(): boolean;
  probes: Probes;
  /** Commits the lines, and what `also` writes, in one transaction. */
  append(lines: readonly LineBody[], also: (tx: Queries) => Promise<void>): Promise<void>;
  /** Commits without a line. */
  db: Queries;
  /** Asks the temperature controller how it is (menu 0x36); its answer comes as a board event. */
  askController?(): void;
  /** Further causes, each of one of `codes`: cash acceptors and the like. */
  extra?: { codes: readonly string[]; causes(): readonly Cause[] };
  /** What the screens or the gate are told changed. */
  onChanged?(): void;
  /** How often everything is looked at. Default 5 s. */
  everyMs?: number;
}

export interface Care {
  start(): void;
  /** Ends the looking and stores when the temperature was last read; call it before the database closes. */
  stop(): Promise<void>;
  /** Every board event. */
  hear(event: BoardEvent): void;
  /** Every committed line (`journal.onAppended`). */
  committed(lines: readonly Line[]): void;
  /** Time of the hub in a position message, wall milliseconds. */
  hubTime(hubTimeMs: number): void;
  /** Everything is looked at now; resolves when what was found is written. Never rejects. */
  look(): Promise<void>;
  /** For the gate (GATE-14). */
  tooWarm(slot: number): boolean;
  /** For the gate (GATE-14). */
  storageLow(): boolean;
  faults(): FaultView[];
  temperature(): TemperatureView;
  storage(): { freeBytes: number; totalBytes: number; low: boolean };
  /** Wall jumps since the start. */
  clockJumps(): number;
  signalDbm(): number | null;
}

const keepEveryMs = 60_000;
const askEveryMs = 300_000;

/** Nothing is looked at before `start`; the gate's questions are answered from what is stored at once. */
export function createCare(parts: CareParts): Care {
  return new CounterCare(parts);
}

class CounterCare implements Care {
  readonly #parts: CareParts;
  #records: StoredCare['records'];
  #cold: ColdState;
  #hadRule: boolean;
  #alarms: AlarmState = noAlarms;
  #storage = startStorage;
  #clockWatch;
  #pendingJumpMs = 0;
  #mains: boolean | null = null;
  #signal: number | null = null;
  #doorOpen: boolean | null = null;
  #controllerFault: string | null = null;
  /** Monotonic time at which everything in a slot was put there, as far as this process saw it. */
  readonly #loadedMs = new Map<number, number>();
  /** Too warm, and not written down yet. */
  #unwritten: ReadonlySet<number> = new Set();
  #keptMs = Number.NEGATIVE_INFINITY;
  #askedMs = Number.NEGATIVE_INFINITY;
  #cancel: () => void = () => {};
  #looking: Promise<void> | undefined;
  #isStopped = false;

  constructor(parts: CareParts) {
    const { clock, stored } = parts;
    const now = { wallMs: clock.nowMs(), monotonicMs: clock.monotonicMs() };
    const { records, readAtMs } = stored;
    this.#parts = parts;
    this.#records = records;
    this.#hadRule = parts.settings().coldChain !== null;
    this.#clockWatch = startClockWatch(now.wallMs, now.monotonicMs);
    const before = coldBefore({ warmSinceAtMs: records.warmSinceMs, readAtMs }, now);
    this.#cold = startCold(before, now.monotonicMs);
  }

  start(): void {
    const tick = () => {
      if (this.#isStopped) return;
      this.#cancel = this.#parts.clock.setTimer(this.#parts.everyMs ?? 5_000, tick);
      void this.look();
    };
    tick();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancel();
    await this.#looking;
    this.#keptMs = Number.NEGATIVE_INFINITY;
    await this.#keepReadAt();
  }

  hear(event: BoardEvent): void {
    if (event.type === 'door') this.#doorOpen = event.isOpen;
    if (event.type === 'temperature') this.#read(warmest(event));
    if (event.type === 'message') this.#controllerSaid(event.message as unknown as Record<string, unknown>);
  }

  #read(celsius: number | null): void {
    const { coldChain } = this.#parts.settings();
    const nowMs = this.#parts.clock.monotonicMs();
    const usable = this.#controllerFault === 'sensor-fault' ? null : celsius;
    const rule = coldChain
      ? { maxC: coldChain.maxC, forMs: coldChain.forS * 1000 }
      : { maxC: Number.POSITIVE_INFINITY, forMs: 0 };
    this.#noticeRule(nowMs);
    this.#cold = sampled(this.#cold, usable, rule, nowMs);
    this.#parts.onChanged?.();
  }

  /** Where no cold was needed before, the goods are looked after from now on. */
  #noticeRule(nowMs: number): void {
    const hasRule = this.#parts.settings().coldChain !== null;
    if (hasRule !== this.#hadRule) this.#cold = startCold({ warmSinceMs: undefined, readMs: nowMs }, nowMs);
    this.#hadRule = hasRule;
  }

  /** Menu 0x36, operation 0 (hardware protocol 1.12). */
  #controllerSaid(message: Record<string, unknown>): void {
    if (message.menuType !== 0x36 || message.operation !== 0 || typeof message.fault !== 'number') return;
    this.#controllerFault = message.fault === 0 ? null : String(message.faultName);
  }

  committed(lines: readonly Line[]): void {
    const before = this.#records;
    this.#records = lines.reduce(applyCare, before);
    for (const line of lines) {
      if (line.kind !== 'restock' || (line.added ?? line.count) !== line.count) continue;
      this.#loadedMs.set(line.slot, this.#parts.clock.monotonicMs());
    }
    if (this.#records !== before) this.#parts.onChanged?.();
  }

  hubTime(hubTimeMs: number): void {
    this.#clockWatch = hubSaid(this.#clockWatch, hubTimeMs, this.#parts.clock.nowMs());
  }

  look(): Promise<void> {
    this.#looking ??= this.#lookOnce()
      .catch((error: unknown) => this.#parts.log.error({ error: String(error) }, 'care'))
      .finally(() => {
        this.#looking = undefined;
      });
    return this.#looking;
  }

  async #lookOnce(): Promise<void> {
    const { clock, probes } = this.#parts;
    this.#noticeRule(clock.monotonicMs());
    this.#lookAtClock();
    const [space, mains, signal] = await Promise.all([probes.space(), probes.mains(), probes.signalDbm()]);
    const wasLow = this.#storage.low;
    this.#storage = lookAtStorage(this.#storage, space);
    this.#mains = mains;
    this.#signal = signal;
    if (wasLow !== this.#storage.low) this.#parts.onChanged?.();
    this.#askController();
    await this.#keepReadAt();
    await this.#write();
  }

  #lookAtClock(): void {
    const { clock } = this.#parts;
    const { watch, jumpedMs } = lookAtClock(this.#clockWatch, clock.nowMs(), clock.monotonicMs());
    this.#clockWatch = watch;
    this.#pendingJumpMs += jumpedMs;
  }

  #askController(): void {
    const nowMs = this.#parts.clock.monotonicMs();
    if (!this.#hadRule || nowMs - this.#askedMs < askEveryMs) return;
    this.#askedMs = nowMs;
    this.#parts.askController?.();
  }

  /** Only where cold is needed: a commit a minute is worth it there. */
  async #keepReadAt(): Promise<void> {
    const { clock, db, log } = this.#parts;
    if (!this.#hadRule || clock.monotonicMs() - this.#keptMs < keepEveryMs) return;
    this.#keptMs = clock.monotonicMs();
    const { sampledMs } = this.#cold;
    // Without a reading since the power came back, the time it was off is still to be judged by the first one.
    if (sampledMs === undefined && this.#parts.stored.readAtMs !== undefined) return;
    const agoMs = sampledMs === undefined ? 0 : clock.monotonicMs() - sampledMs;
    await writeReadAt(db, clock.nowMs() - agoMs).catch((error: unknown) =>
      log.warn({ error: String(error) }, 'the time of the last reading is not stored'),
    );
  }

  /** Everything that is due, in one commit; what could not be written stays due. */
  async #write(): Promise<void> {
    const nowMs = this.#parts.clock.monotonicMs();
    const warm = this.#newlyWarm(nowMs);
    this.#unwritten = new Set(warm.map(({ slot }) => slot));
    const jumped = this.#pendingJumpMs;
    const lines = [
      ...this.#clockLines(jumped),
      ...this.#warmthLines(),
      ...warm.map((slot) => this.#warmLine(slot)),
      ...this.#replacedLines(),
      ...this.#alarmLines(nowMs),
    ];
    if (lines.length === 0) return;
    await this.#parts.append(lines, (tx) => this.#keepWarmth(tx, lines, nowMs));
    this.#pendingJumpMs -= jumped;
    this.#unwritten = new Set();
    this.#parts.onChanged?.();
  }

  #newlyWarm(nowMs: number): CareSlot[] {
    return this.#parts
      .slots()
      .filter(({ slot, count }) => count > 0 && !this.#records.faults.has(warmCode(slot)))
      .filter(({ slot }) => this.#unwritten.has(slot) || this.#isWarmNow(slot, nowMs));
  }

  #isWarmNow(slot: number, nowMs: number): boolean {
    const { coldChain } = this.#parts.settings();
    if (!coldChain || (coldChain.slots.length > 0 && !coldChain.slots.includes(slot))) return false;
    return warmForMs(this.#cold, nowMs, this.#loadedMs.get(slot)) >= coldChain.forS * 1000;
  }

  #warmLine({ slot, entry, lot }: CareSlot): LineBody {
    const { coldChain } = this.#parts.settings();
    const how = coldChain ? `warmer than ${coldChain.maxC} °C for ${coldChain.forS / 60} min` : 'too warm';
    const detail = `${how}: replace these goods`;
    return { kind: 'fault', code: warmCode(slot), active: true, detail, goods: { slot, entry, lot } };
  }

  /** CARE-4: what was replaced, or is sold or taken out to the last package, is no longer warm. */
  #replacedLines(): LineBody[] {
    const counts = new Map(this.#parts.slots().map(({ slot, count }) => [slot, count]));
    return [...this.#records.faults.values()]
      .filter(({ code }) => isWarmCode(code))
      .filter(({ replaced, goods }) => replaced || (goods && counts.get(goods.slot) === 0))
      .map(({ code }) => ({ kind: 'fault', code, active: false, detail: 'the warm goods are gone' }));
  }

  #warmthLines(): LineBody[] {
    const { celsius, warmSinceMs, sampledMs } = this.#cold;
    const isWarm = warmSinceMs !== undefined;
    if (celsius === null || sampledMs === undefined) return [];
    if (isWarm === (this.#records.warmSinceMs !== undefined)) return [];
    return [{ kind: 'temperature', celsius: Math.round(celsius), alarm: isWarm }];
  }

  /** The spell began before the line that reports it: a restart must not make it shorter. */
  async #keepWarmth(tx: Queries, lines: readonly LineBody[], nowMs: number): Promise<void> {
    if (!lines.some((line) => line.kind === 'temperature' && line.alarm)) return;
    const { warmSinceMs } = this.#cold;
    if (warmSinceMs === undefined) return;
    await writeWarmth(tx, Math.floor(this.#parts.clock.nowMs() - (nowMs - warmSinceMs)));
  }

  #clockLines(jumpMs: number): LineBody[] {
    return jumpMs === 0 ? [] : [{ kind: 'clock', jumpMs, timeFloor: this.#parts.timeFloor() }];
  }

  #alarmLines(nowMs: number): LineBody[] {
    const { extra } = this.#parts;
    const codes = new Set([...alarmCodes, ...(extra?.codes ?? [])]);
    const active = new Set([...this.#records.faults.keys()].filter((code) => codes.has(code)));
    const causes = [...causesOf(this.#sight(nowMs)), ...(extra?.causes() ?? [])];
    const holdMs = this.#parts.settings().alarmHoldS * 1000;
    const { state, lines } = stepAlarms(this.#alarms, causes, active, nowMs, holdMs);
    this.#alarms = state;
    return lines;
  }

  #sight(nowMs: number) {
    const { link, clock, settings } = this.#parts;
    const { connected, sinceMs } = link();
    const { coldChain } = settings();
    const warmMs = warmForMs(this.#cold, nowMs);
    const { celsius } = this.#cold;
    return {
      doorOpen: this.#doorOpen,
      mains: this.#mains,
      storage: {
        low: this.storageLow(),
        freeBytes: this.#storage.space?.freeBytes ?? null,
        failures: this.#storage.failures,
      },
      linkAwayForMs: connected ? 0 : Math.max(1, clock.nowMs() - sinceMs),
      skewMs: this.#clockWatch.skewMs,
      isSkewed: isSkewed(this.#clockWatch),
      cold: coldChain && {
        celsius,
        maxC: coldChain.maxC,
        warmForMs: warmMs,
        isUnread: isUnread(this.#cold, nowMs),
      },
      controllerFault: this.#controllerFault,
    };
  }

  tooWarm(slot: number): boolean {
    const fault = this.#records.faults.get(warmCode(slot));
    if (fault && !fault.replaced) return true;
    return this.#unwritten.has(slot) || this.#isWarmNow(slot, this.#parts.clock.monotonicMs());
  }

  storageLow(): boolean {
    return this.#storage.low || !this.#parts.reserveOk();
  }

  faults(): FaultView[] {
    return faultViews(this.#records.faults.values());
  }

  temperature(): TemperatureView {
    const { coldChain, temperature } = this.#parts.settings();
    const aboveForMs = warmForMs(this.#cold, this.#parts.clock.monotonicMs());
    const warm = this.faults().filter(({ code }) => isWarmCode(code));
    return {
      mode: temperature.mode,
      targetC: temperature.targetC,
      nowC: this.#cold.celsius,
      coldChain: coldChain && { maxC: coldChain.maxC, forMs: coldChain.forS * 1000, aboveForMs },
      warmSlots: warm.flatMap(({ slot }) => (slot === null ? [] : [slot])).sort((a, b) => a - b),
    };
  }

  storage(): { freeBytes: number; totalBytes: number; low: boolean } {
    const { freeBytes = 0, totalBytes = 0 } = this.#storage.space ?? {};
    return { freeBytes, totalBytes, low: this.storageLow() };
  }

  clockJumps(): number {
    return this.#clockWatch.jumps;
  }

  signalDbm(): number | null {
    return this.#signal;
  }
}

/** Which slot is in which cabinet is not known for sure: the warmest cabinet speaks for all (CARE-2). */
function warmest({ temperature, temperatures }: Extract<BoardEvent, { type: 'temperature' }>): number | null {
  const read = [temperature, ...temperatures].filter((celsius) => celsius !== null);
  return read.length === 0 ? null : Math.max(...read);
}
