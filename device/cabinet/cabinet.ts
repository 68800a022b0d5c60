// The doors and scales of an open-door cabinet over the board's commands 0x80 to 0x85: one visitor at a time.
import type { LineBody } from '@zhuangui/protocol/journal-lines.ts';
import type { BoardEvent } from '../board/board-types.ts';
import type { CabinetItem, CabinetReport } from '../sale/board.ts';
import { type Cabinet, type CabinetParts, cabinetTimes, type DoorConfig } from './cabinet-parts.ts';
import { doorLine, doorLines, hearDoors, type KnownDoor, unknownDoors, type Visitor } from './doors.ts';
import { visitNotes } from './visit-lines.ts';
import { weightsBefore } from './visit-store.ts';
import { judgeVisit, type SlotWeight } from './weighing.ts';

type Phase = ReturnType<Cabinet['phase']>;

/** Starts to follow the doors at once. */
export function createCabinet(parts: CabinetParts): Cabinet {
  return new CabinetRunner(parts);
}

const same = (a: { cabinet: number; door: string }, b: { cabinet: number; door: string }) =>
  a.cabinet === b.cabinet && a.door === b.door;

class CabinetRunner implements Cabinet {
  readonly #parts: CabinetParts;
  readonly #times;
  readonly #listeners = new Set<() => void>();
  readonly #off: () => void;
  #doors: KnownDoor[];
  #visitor: Visitor;
  #phase: Phase;
  #wasOpened = false;
  readonly #hasScales: boolean;
  #work: Promise<unknown> = Promise.resolve();
  #cancelAsk: () => void = () => {};
  #isClosed = false;

  constructor(parts: CabinetParts) {
    this.#parts = parts;
    this.#times = { ...cabinetTimes, ...parts.times };
    this.#hasScales = parts.hasScales ?? true;
    this.#doors = unknownDoors(parts.doors);
    this.#off = parts.board.onEvent((event) => this.#heard(event));
    this.#askAgain(0);
  }

  doors = () => this.#doors.map((door) => ({ ...door }));
  anyOpen = () => this.#doors.some(({ state }) => state !== 'locked');
  phase = () => this.#phase;

  onChange = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  close(): void {
    this.#isClosed = true;
    this.#cancelAsk();
    this.#off();
    this.#tell();
  }

  /** CAB-1: weighed and announced before the lock is touched; whatever fails before that is certainly not taken. */
  async open(order: string, items: readonly CabinetItem[]): Promise<CabinetReport> {
    return this.#visit({ order }, async () => {
      if (!(await this.#areLocked())) return untouched(items, 'a door of the cabinet is not locked');
      const before = this.#hasScales ? await this.#weighSurely() : [];
      const blind =
        this.#hasScales && items.find(({ slot }) => !before.find((one) => one.slot === slot)?.sure);
      if (blind) return untouched(items, `slot ${blind.slot} cannot be weighed`);
      const doors = this.#doorsOf(items);
      const announced = doors.map((door) => doorLine(door, 'unlocking', { order }));
      await this.#parts.append([{ kind: 'weights', when: 'before', order, slots: before }, ...announced]);
      const opened = await this.#unlock(doors, { order });
      if (opened === 'certainly-not') return untouched(items, 'the lock did not open');
      await this.#untilUnlocked();
      return this.#hasScales ? this.#settled(order, items, before) : this.#reported(items);
    });
  }

  /** CAB-4: after a restart nothing is unlocked; the door is waited for and the cabinet weighed. */
  async settle(order: string, items: readonly CabinetItem[]): Promise<CabinetReport> {
    return this.#visit({ order }, async () => {
      const before = await weightsBefore(this.#parts.db, order);
      if (!before) return untouched(items, 'the door was not announced to be unlocked');
      if (!this.#hasScales) return this.#unseen(items);
      return this.#settled(order, items, before);
    });
  }

  async openFor(cabinet: number, side: 'left' | 'right', operator: string) {
    const door = this.#parts.doors.find((one) => one.cabinet === cabinet && one.door === side);
    const no = (why: string, message: string) => ({
      ok: false as const,
      code: 'not-now' as const,
      why,
      message,
    });
    if (!door) return no('no-such-door', 'There is no such door.');
    if (this.#visitor) return no('visitor', 'Somebody is at the cabinet: wait until the door is shut.');
    return this.#visit({ operator }, async () => {
      await this.#parts.append([doorLine(door, 'unlocking', { operator })]);
      const opened = await this.#unlock([door], { operator });
      if (opened === 'certainly-not') return no('lock-failed', 'The lock did not open: look at its cable.');
      await this.#untilUnlocked();
      await this.#untilLocked();
      const slots = this.#hasScales ? await this.#weighSurely() : [];
      await this.#parts.append([{ kind: 'weights', when: 'after', slots }]);
      return { ok: true as const };
    });
  }

  async #visit<T>(visitor: NonNullable<Visitor>, work: () => Promise<T>): Promise<T> {
    this.#visitor = visitor;
    this.#wasOpened = false;
    this.#show('unlocking');
    this.#askAgain(0);
    try {
      return await work();
    } finally {
      this.#visitor = undefined;
      this.#show(undefined);
    }
  }

  #doorsOf(items: readonly CabinetItem[]): DoorConfig[] {
    return this.#parts.doors.filter(({ slots }) => items.some(({ slot }) => slots.includes(slot)));
  }

  /** CAB-9: without scales an opened door delivered what was scanned and paid for; a door nobody opened did not. */
  async #reported(items: readonly CabinetItem[]): Promise<CabinetReport> {
    await this.#untilLocked();
    if (!this.#wasOpened) return untouched(items, 'nobody opened the door');
    const detail = 'the door was opened; scanned by the shopper';
    return { results: items.map(({ item }) => ({ item, report: 'delivered', detail })), notes: [] };
  }

  /** Whether the door was opened before the restart is not known. */
  async #unseen(items: readonly CabinetItem[]): Promise<CabinetReport> {
    await this.#untilLocked();
    const detail = 'the counter was away and has no scales';
    return { results: items.map(({ item }) => ({ item, report: 'none', detail })), notes: [] };
  }

  /** Waits for the doors, weighs, and says what of the order is gone. */
  async #settled(
    order: string,
    items: readonly CabinetItem[],
    before: readonly SlotWeight[],
  ): Promise<CabinetReport> {
    const isShut = await this.#untilLocked();
    this.#show('weighing');
    const after = await this.#weighSurely();
    const judgement = judgeVisit(items, { before, after, unitGrams: (slot) => this.#unitGrams(slot) });
    const notes = visitNotes({ order, items, judgement, after, isShut, stockOf: this.#parts.stockOf });
    return { results: judgement.results, notes };
  }

  /** The board tells the weight of one package with each slot (0x11 of 16 bytes). */
  #unitGrams(slot: number): number | undefined {
    const report = this.#parts.board.status().selections.find(({ selection }) => selection === slot);
    return report?.itemWeightGrams;
  }

  async #unlock(doors: readonly DoorConfig[], visitor: Visitor): Promise<'perhaps' | 'certainly-not'> {
    let isPerhaps = false;
    for (const { cabinet, door } of doors) {
      const answer = this.#next((event) => event.type === 'message' && event.message.name === 'door-opened');
      const name = 'open-door' as const;
      const relockAfterSeconds = this.#times.relockS;
      const sent = await this.#parts.board.command({ name, cabinet, doorSide: door, relockAfterSeconds });
      const isSent = sent.outcome !== 'timed-out' && sent.outcome !== 'refused';
      const event = isSent ? await answer : undefined;
      const result =
        event?.type === 'message' && event.message.name === 'door-opened' ? event.message.result : undefined;
      const failed = !isSent || (result !== undefined && result !== 0);
      if (failed) await this.#parts.append([doorLine({ cabinet, door }, 'unlock-failed', visitor)]);
      isPerhaps ||= !failed;
    }
    if (isPerhaps) this.#show('open');
    return isPerhaps ? 'perhaps' : 'certainly-not';
  }

  async #areLocked(): Promise<boolean> {
    const heard = this.#next((event) => event.type === 'door-state');
    await this.#parts.board.command({ name: 'get-door-state' });
    await heard;
    return !this.anyOpen();
  }

  /** A lock needs a moment: a door that is still locked right after the command is not shut again (CAB-8). */
  async #untilUnlocked(): Promise<void> {
    const endMs = this.#parts.clock.monotonicMs() + this.#times.relockS * 1000;
    while ((await this.#areLocked()) && !this.#isClosed && this.#parts.clock.monotonicMs() < endMs) {
      // Pulled and shut again between two questions: the board told of it by itself.
      if (this.#wasOpened) return;
      await this.#pause(this.#times.askEveryMs);
    }
  }

  /** True when all doors are locked; false when somebody left one open for too long. */
  async #untilLocked(): Promise<boolean> {
    const endMs = this.#parts.clock.monotonicMs() + this.#times.relockS * 1000 + this.#times.openMaxMs;
    // What the board said last may be from before the lock moved.
    while (!(await this.#areLocked())) {
      if (this.#isClosed || this.#parts.clock.monotonicMs() > endMs) return false;
      await this.#pause(this.#times.askEveryMs);
    }
    return true;
  }

  async weigh(): Promise<SlotWeight[]> {
    const weights: SlotWeight[] = [];
    for (const { cabinet, door, slots } of this.#parts.doors) {
      const isOurs = (event: BoardEvent) =>
        event.type === 'message' &&
        event.message.name === 'item-weights' &&
        same({ cabinet: event.message.cabinet, door: event.message.doorSide }, { cabinet, door });
      const heard = this.#next(isOurs);
      await this.#parts.board.command({ name: 'get-item-weights', cabinet, doorSide: door });
      const event = await heard;
      const items =
        event?.type === 'message' && event.message.name === 'item-weights' ? event.message.items : [];
      for (const slot of slots) {
        const found = items.find(({ selection }) => selection === slot);
        weights.push({ slot, grams: found?.weightGrams ?? 0, sure: found?.status === 0 });
      }
    }
    return weights;
  }

  /** A scale that swings, or does not answer, is asked again. */
  async #weighSurely(): Promise<SlotWeight[]> {
    let weights = await this.weigh();
    for (let left = this.#times.weighings - 1; left > 0 && !this.#isClosed; left -= 1) {
      await this.#pause(this.#times.restMs);
      const again = await this.weigh();
      const isStill = again.every(({ slot, grams, sure }) => {
        const first = weights.find((one) => one.slot === slot);
        return sure && first?.sure === true && Math.abs(first.grams - grams) <= 2;
      });
      weights = again;
      if (isStill) break;
    }
    return weights;
  }

  #heard(event: BoardEvent): void {
    if (event.type === 'offline' || event.type === 'restarted') this.#know(unknownDoors(this.#parts.doors));
    if (event.type === 'online' || event.type === 'restarted') this.#askAgain(0);
    if (event.type === 'door-state') this.#know(hearDoors(this.#doors, event.doors));
  }

  #know(doors: KnownDoor[]): void {
    const lines = doorLines(this.#doors, doors, this.#visitor);
    const isNew = JSON.stringify(doors) !== JSON.stringify(this.#doors);
    this.#doors = doors;
    if (this.#visitor && doors.some(({ state }) => state === 'open')) this.#wasOpened = true;
    if (lines.length > 0) this.#write(lines);
    if (isNew) this.#tell();
  }

  #write(lines: readonly LineBody[]): void {
    this.#work = this.#work
      .then(() => this.#parts.append(lines))
      .catch((error: unknown) =>
        this.#parts.log.error({ error: String(error) }, 'a door line was not written'),
      );
  }

  /** The next event of a kind, or undefined when it does not come in time. */
  #next(isIt: (event: BoardEvent) => boolean): Promise<BoardEvent | undefined> {
    return new Promise((resolve) => {
      const end = (event?: BoardEvent) => {
        off();
        cancel();
        resolve(event);
      };
      const off = this.#parts.board.onEvent((event) => {
        if (isIt(event)) end(event);
      });
      const cancel = this.#parts.clock.setTimer(this.#times.answerMs, () => end());
    });
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => this.#parts.clock.setTimer(ms, resolve));
  }

  /** Boards tell door states by themselves, but not all of them (1.7, single source): they are asked. */
  #askAgain(delayMs: number): void {
    this.#cancelAsk();
    if (this.#isClosed) return;
    this.#cancelAsk = this.#parts.clock.setTimer(delayMs, () => {
      const everyMs = this.#visitor ? this.#times.askEveryMs : this.#times.idleAskEveryMs;
      if (this.#visitor || !this.#parts.board.status().online) return this.#askAgain(everyMs);
      void this.#parts.board.command({ name: 'get-door-state' }).then(() => this.#askAgain(everyMs));
    });
  }

  #show(phase: Phase): void {
    this.#phase = phase;
    this.#tell();
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

/** The lock was not touched: what was paid for lies inside, for certain. */
const untouched = (items: readonly CabinetItem[], detail: string): CabinetReport => ({
  results: items.map(({ item }) => ({ item, report: 'not-delivered', detail })),
  notes: [],
});
