// One seed's world: machines, a hub, offices, a gateway and people in virtual time; faults first, then all is healed.
import { addDays, dayOf } from '@zhuangui/protocol/days.ts';
import type { ListsPush } from '@zhuangui/protocol/messages.ts';
import type { ListsFetcher } from '../../device/lists/lists-fetcher.ts';
import type { SlotView } from '../../device/screens/views.ts';
import * as words from '../board/scenario-words.ts';
import { fairWeather } from './cable.ts';
import { type Tell, WorldCounter } from './counter.ts';
import type { Dice } from './dice.ts';
import { createWorldGateway, type WorldGateway } from './gateway.ts';
import { worldSlots } from './goods.ts';
import { WorldHub } from './hub.ts';
import { worldJournalKey } from './keys.ts';
import { befall } from './mishaps.ts';
import type { Fact } from './observations.ts';
import { WorldOffices } from './offices.ts';
import { type Prepared, startMs } from './prepared.ts';
import { pendingOf } from './rest.ts';
import { shop } from './shopper.ts';
import type { Swarm } from './swarm.ts';
import { type Forgery, forge } from './thief.ts';
import { VirtualTime } from './virtual-time.ts';

const minute = 60_000;
const hour = 60 * minute;
const maxVainTries = 60;

export interface WorldParts {
  prepared: Prepared;
  swarm: Swarm;
  dice: Dice;
  see(fact: Fact): void;
}

export interface WorldBounds {
  /** Time from healing until nothing may be pending any more. */
  restMs: number;
  /** Time in which a withdrawal reaches whoever is connected. */
  withdrawalMs: number;
}

export class World {
  readonly time = new VirtualTime(startMs);
  readonly swarm: Swarm;
  readonly dice: Dice;
  readonly faults: Record<string, number> = {};
  readonly hub: WorldHub;
  readonly offices: WorldOffices;
  readonly gateway: WorldGateway;
  readonly counters: WorldCounter[];
  readonly thiefs: Prepared['thiefs'];
  /** Machines with a counter's disk and key that are not it. */
  readonly clones: WorldCounter[] = [];
  readonly troubles: string[] = [];
  isFaulty = true;
  #areOfficesAwake = true;
  orders = 0;
  readonly #parts: WorldParts;
  readonly #forgeries = new Map<string, Forgery>();
  readonly #keys = new Map<string, ReturnType<typeof worldJournalKey>>();
  #publishing: Promise<unknown> = Promise.resolve();

  constructor(parts: WorldParts) {
    this.#parts = parts;
    const { prepared, swarm, dice } = parts;
    this.swarm = swarm;
    this.dice = dice;
    this.thiefs = prepared.thiefs;
    this.offices = new WorldOffices(prepared.office, this.time.nowMs, (lists) =>
      this.tell({ kind: 'published', ...lists }),
    );
    this.gateway = createWorldGateway({
      time: this.time,
      dice: dice.split(),
      faults: swarm.gateway,
      tell: (fact) => this.#parts.see(fact),
      notify: async (method, headers, body) =>
        (await this.hub.payments?.notified(method, headers, body)) ?? { ok: false },
    });
    this.hub = new WorldHub({
      image: prepared.hubImage,
      time: this.time,
      dice: dice.split(),
      tell: this.tell,
      journalKey: (counter) => this.#keys.get(counter)?.publicKey,
      offices: () => this.offices,
      providers: () => this.gateway.providers,
    });
    this.counters = Array.from({ length: swarm.counters }, (_, index) =>
      this.#machine(`k-${String(index + 1).padStart(4, '0')}`, prepared.counterImage),
    );
  }

  tell: Tell = (fact) => this.#parts.see({ ...fact, atMs: Math.floor(this.time.nowMs()) } as Fact);

  struck = (fault: string): void => {
    this.faults[fault] = (this.faults[fault] ?? 0) + 1;
  };

  #machine(id: string, image: Uint8Array, machine = id): WorldCounter {
    const key = this.#keys.get(id) ?? worldJournalKey(id);
    this.#keys.set(id, key);
    const { office } = this.#parts.prepared;
    return new WorldCounter({
      id,
      machine,
      image,
      key,
      pinnedRoot: office.pinnedRoot,
      fetcher: this.#fetcherOf(id),
      slots: worldSlots(startMs),
      time: this.time,
      dice: this.dice.split(),
      hub: this.hub,
      tell: this.tell,
      struck: this.struck,
    });
  }

  /** What a counter fetches comes from the hub, or from the thief in its place, while there is one. */
  #fetcherOf(id: string): ListsFetcher {
    const { fetcher } = this.offices;
    const thief = () => (this.isFaulty ? this.#forgeries.get(id)?.fetcher : undefined);
    return {
      ...fetcher,
      metadata: async (role, version) =>
        (await thief()?.metadata(role, version)) ?? fetcher.metadata(role, version),
      target: async (path, hash, length) =>
        (await fetcher.target(path, hash, length)) ?? thief()?.target(path, hash, length),
    };
  }

  /** A catalog that too few certifiers signed, pushed to this counter and handed out to it. */
  forge(id: string, withCertifier: boolean): ListsPush {
    const { forgedCatalog } = this.#parts.prepared;
    const forgery = forge(this.offices.push, forgedCatalog, Math.floor(this.time.nowMs()), withCertifier);
    this.#forgeries.set(id, forgery);
    return forgery.push;
  }

  /** Offices act one after the other; everybody who is connected hears of it. */
  publish(act: () => Promise<void>): void {
    if (!this.#areOfficesAwake) return;
    this.#publishing = this.#publishing.then(async () => {
      await this.time.whileReal(act);
      this.hub.pushLists();
    });
    this.#publishing.catch((error: unknown) => this.troubles.push(`offices: ${String(error)}`));
  }

  /** The whole of it; resolves with the time from healing to rest, undefined when it never came. */
  async run(bounds: WorldBounds): Promise<number | undefined> {
    const { time, swarm, dice } = this;
    await time.whileReal(() => this.offices.open());
    await this.hub.start();
    for (const counter of this.counters) await counter.switchOn();
    await time.sleep(5_000);
    for (const { cable } of this.counters) cable.weather = swarm.weather;
    this.#keepHubUp(dice.split());
    this.#schedule(dice.split());
    await Promise.all(this.counters.map((counter) => this.#trade(counter, dice.split())));
    return this.#heal(bounds);
  }

  /** Shoppers come one after the other until enough orders were made. */
  async #trade(counter: WorldCounter, dice: Dice): Promise<void> {
    const { time, gateway } = this;
    const wanted = Math.ceil(this.swarm.orders / this.swarm.counters);
    let made = 0;
    let untilVisit = dice.between(4, 9);
    for (let vain = 0; made < wanted && vain < maxVainTries; ) {
      if (!counter.isOn) {
        await time.sleep(dice.between(200, 12_000));
        await counter.start();
      }
      befall({ world: this, counter, dice });
      const paid = (slots: readonly SlotView[]) => this.#paid(slots, dice);
      const isOrder = await shop({ counter, gateway, time, dice, paid });
      vain = isOrder ? 0 : vain + 1;
      if (isOrder) {
        made += 1;
        this.orders += 1;
      }
      untilVisit -= isOrder ? 1 : 2;
      if (untilVisit <= 0) {
        untilVisit = dice.between(4, 9);
        await this.#visit(counter);
      }
      await time.sleep(isOrder ? dice.between(200, 3_000) : dice.between(2_000, 15_000));
    }
  }

  /** Between payment and motor something may be withdrawn. */
  #paid(slots: readonly SlotView[], dice: Dice): void {
    if (this.swarm.offices === 0 || !dice.chance(0.1)) return;
    this.struck('offices: withdrawal after payment');
    const { entry } = dice.pick(slots);
    this.publish(() => this.offices.withdraw(entry));
  }

  async #visit(counter: WorldCounter): Promise<void> {
    let isOver = false;
    const visiting = counter.visit().catch((error: unknown) => {
      if (counter.agent && this.isFaulty === false)
        this.troubles.push(`${counter.machine}: visit: ${String(error)}`);
    });
    void visiting.then(() => {
      isOver = true;
    });
    await this.time.until(() => isOver || !counter.agent, 2 * minute);
    if (counter.screen?.outOfService === 'journal-fork') await this.#beginAnew(counter);
  }

  /** LINK-5: the way back from a fork is a person's. */
  async #beginAnew(counter: WorldCounter): Promise<void> {
    await counter.stop();
    await counter.start('the hub holds another history');
  }

  #keepHubUp(dice: Dice): void {
    const { time, hub } = this;
    const look = () => {
      if (!hub.isOn) time.setTimer(dice.between(300, 15_000), () => void hub.start());
      time.setTimer(20_000, look);
    };
    time.setTimer(20_000, look);
  }

  /** What happens once in a seed that has it. */
  #schedule(dice: Dice): void {
    const { time, swarm } = this;
    const once = (isOn: boolean, act: (counter: WorldCounter) => void) => {
      if (!isOn) return;
      const counter = dice.pick(this.counters);
      time.setTimer(dice.between(10_000, 150_000), () => this.isFaulty && act(counter));
    };
    once(swarm.hubRestore, () => this.#restoreHub(dice));
    once(swarm.lostWrites, (counter) => this.#loseWrites(counter, dice));
    once(swarm.damage, (counter) => this.#damage(counter, dice));
    once(swarm.clone, (counter) => this.#clone(counter, dice));
    once(swarm.sleep, (counter) => this.#sleep(counter, dice));
  }

  /** Everything stands still for hours, sometimes until all lists are red; a clock may be set back meanwhile. */
  #sleep(counter: WorldCounter, dice: Dice): void {
    const { time } = this;
    const ms = (dice.chance(0.5) ? dice.between(1, 40) : dice.between(73, 100)) * hour;
    this.struck('time: everything sleeps for hours');
    for (const { cable } of this.counters) cable.linked(false);
    time.leap(ms);
    for (const { cable } of this.counters) cable.snap();
    if (dice.chance(0.6)) {
      counter.jumpMs -= ms;
      this.struck('clock: set back after a sleep');
      this.tell({ kind: 'clock-jumped', counter: counter.id, byMs: counter.jumpMs });
    }
    this.#areOfficesAwake = false;
    time.setTimer(dice.between(2, 6) * minute, () => {
      this.#areOfficesAwake = true;
      this.publish(() => this.offices.refresh());
    });
  }

  #restoreHub(dice: Dice): void {
    const { time, hub } = this;
    const [image, takenAtMs] = [hub.disk.image(), time.nowMs()];
    time.setTimer(dice.between(10_000, 120_000), () => {
      if (!this.isFaulty) return;
      this.struck('hub: restored from an old backup');
      hub.crash();
      hub.putBack(image, takenAtMs);
    });
  }

  #loseWrites(counter: WorldCounter, dice: Dice): void {
    const image = counter.disk.image();
    this.time.setTimer(dice.between(5_000, 60_000), () => {
      if (!this.isFaulty) return;
      this.struck('disk: lost writes');
      counter.cutPower();
      counter.lie('lost-writes', image);
    });
  }

  #damage(counter: WorldCounter, dice: Dice): void {
    counter.cutPower();
    const image = counter.disk.image();
    const isTorn = dice.chance(0.5);
    const at = dice.below(image.length);
    if (isTorn) image.fill(0, at - (at % 512), at - (at % 512) + 512);
    else image[at] = image[at]! ^ (1 << dice.below(8));
    this.struck(isTorn ? 'disk: torn page' : 'disk: bit flip');
    counter.lie(isTorn ? 'torn-page' : 'bit-flip', image);
  }

  #clone(counter: WorldCounter, dice: Dice): void {
    this.struck('thief: cloned counter');
    const machine = `${counter.id}-clone`;
    const clone = this.#machine(counter.id, counter.disk.image(), machine);
    this.clones.push(clone);
    this.tell({ kind: 'cloned', counter: counter.id, machine });
    const living = async () => {
      await clone.switchOn();
      const { time, gateway } = this;
      for (let tries = 0; tries < 4 && this.isFaulty && clone.isOn; tries += 1) {
        await shop({ counter: clone, gateway, time, dice, paid: () => {} });
        await time.sleep(dice.between(1_000, 10_000));
      }
    };
    void living().catch((error: unknown) => this.troubles.push(`${machine}: ${String(error)}`));
  }

  /** Everything is well again; resolves with the time until nothing was pending. */
  async #heal({ restMs, withdrawalMs }: WorldBounds): Promise<number | undefined> {
    const { time, hub, counters, gateway } = this;
    this.isFaulty = false;
    this.#areOfficesAwake = true;
    this.tell({ kind: 'healed' });
    const sinceMs = time.nowMs();
    gateway.heal();
    hub.light(undefined);
    await hub.start();
    for (const clone of this.clones) await this.#takeAway(clone);
    for (const counter of counters) await this.#makeWell(counter);
    this.publish(() => this.offices.refresh());
    let isBilled = !hub.wasPutBack;
    for (let round = 0; ; round += 1) {
      for (const counter of counters) await this.#visitIfNeeded(counter, round);
      const isAtRest = (await pendingOf(this)).length === 0 && !this.#mayHearOfLists(sinceMs, withdrawalMs);
      if (isAtRest && isBilled) return time.nowMs() - sinceMs;
      if (time.nowMs() - sinceMs > restMs) return undefined;
      if (isAtRest) {
        isBilled = true;
        await this.#compareBills();
      }
      await time.sleep(round < 12 ? 5_000 : minute);
    }
  }

  /** PAY-12: what an older copy of the hub forgot, the providers' bills name. */
  async #compareBills(): Promise<void> {
    const { time, hub } = this;
    const lastDay = dayOf(time.nowMs());
    for (let day = dayOf(startMs); day <= lastDay; day = addDays(day, 1)) await hub.payments?.runBill(day);
  }

  /** S5 gives the newest lists a while to reach everybody. */
  #mayHearOfLists(sinceMs: number, withdrawalMs: number): boolean {
    if (this.time.nowMs() - sinceMs > withdrawalMs) return false;
    const { withdrawalsVersion } = this.offices;
    return this.counters.some(
      ({ agent }) => agent?.operatorView().lists?.versions.withdrawals !== withdrawalsVersion,
    );
  }

  /** The thief's machine is found; whoever paid at it has the money or the goods by then. */
  async #takeAway(clone: WorldCounter): Promise<void> {
    await this.#makeWell(clone);
    const open = () => clone.disk.look('SELECT order_id FROM open_order').length > 0;
    await this.time.until(() => !open(), 20 * minute, 5_000);
    await clone.stop();
  }

  async #makeWell(counter: WorldCounter): Promise<void> {
    const { cable, disk, board } = counter;
    cable.weather = fairWeather;
    cable.setCut({ up: false, down: false });
    Object.assign(disk, { isFull: false, isFailing: false });
    if (counter.jumpMs !== 0) {
      counter.jumpMs = 0;
      this.tell({ kind: 'clock-jumped', counter: counter.id, byMs: 0 });
    }
    counter.light(undefined);
    await board.apply(words.plug());
    await board.apply(words.noise({ rate: 0 }));
    await board.apply(words.heal());
    await counter.start();
  }

  async #visitIfNeeded(counter: WorldCounter, round: number): Promise<void> {
    if (!counter.isOn) await counter.start();
    const view = counter.screen;
    if (view?.sale) counter.agent?.dismiss();
    if (view?.outOfService === 'journal-fork') await this.#beginAnew(counter);
    else if (round % 6 === 1) await this.#visit(counter);
  }

  /** Ends every program of this world. */
  async end(): Promise<void> {
    for (const counter of [...this.counters, ...this.clones]) {
      counter.cutPower();
      await counter.board.stop();
    }
    this.hub.crash();
  }
}
