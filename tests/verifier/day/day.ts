// A day of sales in compressed time, with everything that can go wrong; then all is healed, and the hub's export is judged.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { addDays, dayOf, startOfDay } from '@zhuangui/protocol/days.ts';
import { type JournalKey, loadOrCreateJournalKey } from '../../../device/journal/key.ts';
import { memorySigner } from '../../../hub/catalog/keys.ts';
import type { AllSigners, Signer } from '../../../hub/catalog/signer.ts';
import type { ExportResult } from '../../../hub/exports/write-export.ts';
import * as words from '../../../simulators/board/scenario-words.ts';
import { Dice } from '../../../simulators/world/dice.ts';
import { VirtualTime } from '../../../simulators/world/virtual-time.ts';
import { entriesOf, entryOf } from '../../lists/lists-rig.ts';
import { befall, gatewayFaults, withdrawSome } from '../../money/mishaps.ts';
import { type Power, watchDatabases } from '../../money/power.ts';
import { shop } from '../../money/shopper.ts';
import { SoakCounter } from '../../money/soak-counter.ts';
import { entryCount } from '../../money/soak-hub.ts';
import { DayHub } from './day-hub.ts';

const minute = 60_000;
const hour = 60 * minute;
const firstDay = '2027-03-01';
/** So long after everything is well again nothing is pending. */
const settleBoundMs = 90 * minute;

export interface DayOptions {
  seed: number;
  counters: number;
  /** How long counters sell, virtual. */
  hours: number;
  /** Between two shoppers of a counter, virtual. */
  pauseMs: readonly [number, number];
  /** An empty folder; the export stands in `<folder>/export`. */
  folder: string;
}

export interface DayResult {
  export: string;
  /** The root an auditor has from the ceremony. */
  root: Uint8Array;
  /** Key of the log, and the newest checkpoint a counter was shown. */
  logKey: string;
  checkpoint: string;
  written: ExportResult;
  sales: number;
  lives: number;
  hubRestarts: number;
  faults: Record<string, number>;
  troubles: string[];
  counters: string[];
  /** Everybody's keys, for whoever plays a thief. */
  keys: { signers: AllSigners; log: Signer; journal(counter: string): Promise<JournalKey> };
}

/** One whole day. The process' `fetch` and `node:sqlite` are watched while it runs. */
export async function runDay(options: DayOptions): Promise<DayResult> {
  const power = watchDatabases();
  const day = new Day(options, power);
  try {
    return await day.time.run(day.whole());
  } finally {
    power.end();
  }
}

class Day {
  readonly time = new VirtualTime(startOfDay(firstDay) + 7 * hour);
  readonly #options: DayOptions;
  readonly #dice: Dice;
  readonly #power: Power;
  readonly #hub: DayHub;
  readonly #faults = new Map<string, number>();
  #counters: SoakCounter[] = [];
  #sales = 0;

  constructor(options: DayOptions, power: Power) {
    this.#options = options;
    this.#dice = new Dice(options.seed);
    this.#power = power;
    this.#hub = new DayHub(this.time, this.#dice.split(), join(options.folder, 'hub'));
  }

  async whole(): Promise<DayResult> {
    const { time } = this;
    const hub = this.#hub;
    await time.whileReal(() => this.#open());
    hub.gateway.setFaults(gatewayFaults);
    const endMs = time.nowMs() + this.#options.hours * hour;
    void this.#office(endMs);
    await Promise.all(this.#counters.map((counter) => this.#trade(counter, this.#dice.split(), endMs)));
    await this.#heal();
    await this.#night();
    const result = await this.#result();
    await hub.close();
    return result;
  }

  async #open(): Promise<void> {
    const hub = this.#hub;
    await hub.open(entriesOf(entryCount));
    for (let number = 1; number <= this.#options.counters; number += 1) {
      const id = `d-${String(number).padStart(4, '0')}`;
      const folder = join(this.#options.folder, id);
      await hub.enrol(id, folder);
      const parts = { id, folder, time: this.time, hub, power: this.#power, dice: this.#dice.split() };
      this.#counters.push(new SoakCounter(parts));
    }
    for (const counter of this.#counters) await counter.switchOn();
  }

  #tell = (kind: string) => void this.#faults.set(kind, (this.#faults.get(kind) ?? 0) + 1);

  /** What the office does meanwhile: a new catalog, another key, a withdrawal that stays, a suspension for a while. */
  async #office(endMs: number): Promise<void> {
    const hub = this.#hub;
    const quarterMs = (endMs - this.time.nowMs()) / 5;
    const { root, certifiers, online } = hub.signers;
    await this.time.sleep(quarterMs);
    const more = [...entriesOf(entryCount), entryOf(entryCount, { name: '武川莜面' })];
    await hub.publish((repository) => repository.publishCatalog(more, certifiers.slice(1)));
    await hub.restart(5_000);
    await this.time.sleep(quarterMs);
    online.timestamp = memorySigner();
    await hub.publish((repository) =>
      repository.rotateRoot({ signers: root, online: { timestamp: online.timestamp } }),
    );
    await this.time.sleep(quarterMs);
    // One counter hears of the next withdrawal late.
    const deaf = this.#counters.at(-1)!.id;
    hub.cutLink(deaf, true);
    this.time.setTimer(10 * minute, () => hub.cutLink(deaf, false));
    const counter = this.#counters[0]!.id;
    const suspended = { counters: [{ counter, reason: '通报', at: Math.floor(this.time.nowMs()) }] };
    await hub.publish((repository) => repository.publishSuspensions(suspended));
    await this.time.sleep(quarterMs / 2);
    await hub.publish((repository) => repository.publishSuspensions({ counters: [] }));
    await hub.withdraw(entryOf(5).id);
  }

  async #trade(counter: SoakCounter, dice: Dice, endMs: number): Promise<void> {
    const { time } = this;
    const parts = { counter, hub: this.#hub, time, dice, tell: this.#tell };
    let untilVisit = dice.between(6, 14);
    while (time.nowMs() < endMs) {
      if (!counter.agent) {
        await time.sleep(dice.between(200, 15_000));
        await counter.start();
      }
      if (dice.chance(0.4)) await befall(parts);
      const way = await shop({
        ...parts,
        paid: (slots) => {
          if (dice.chance(0.05)) void withdrawSome(parts, slots).catch(() => undefined);
        },
      });
      if (way !== undefined && !way.startsWith('not sold')) this.#sales += 1;
      untilVisit -= way === undefined ? 2 : 1;
      if (untilVisit <= 0) {
        untilVisit = dice.between(6, 14);
        await this.#visit(counter);
      }
      await time.sleep(dice.between(...this.#options.pauseMs));
    }
  }

  async #visit(counter: SoakCounter): Promise<void> {
    let isOver = false;
    const visiting = counter.visit().catch((error: unknown) => {
      if (counter.agent) this.#hub.troubles.push(`${counter.id}: visit: ${String(error)}`);
    });
    void visiting.then(() => {
      isOver = true;
    });
    await this.time.until(() => isOver || !counter.agent, 5 * minute);
  }

  /** Everything is well again, until every order is settled and the hub holds every line. */
  async #heal(): Promise<void> {
    const { time } = this;
    const hub = this.#hub;
    hub.gateway.setFaults([]);
    await time.sleep(minute);
    await hub.withdraw(entryOf(3).id);
    for (const counter of this.#counters) {
      hub.cutLink(counter.id, false);
      counter.light({ at: 'line boot', when: 'before', skip: 0 });
      await counter.board.apply(words.plug());
      await counter.board.apply(words.heal());
      if (!counter.agent) await counter.start();
    }
    const sinceMs = time.nowMs();
    for (;;) {
      for (const counter of this.#counters) await this.#visit(counter);
      const open = await this.#pending();
      if (open === 0) return;
      if (time.nowMs() - sinceMs > settleBoundMs) return void hub.troubles.push(`${open} still open`);
      await time.sleep(minute);
    }
  }

  /** Orders without an end, money on its way, lines the hub does not hold. */
  async #pending(): Promise<number> {
    const { payments } = this.#hub.life;
    let open = (await payments.totals()).pendingFen > 0 ? 1 : 0;
    for (const counter of this.#counters) {
      const lines = await counter.lines();
      open += lines.filter(({ kind }) => kind === 'order').length;
      open -= lines.filter(({ kind }) => kind === 'closed').length;
      open += counter.agent?.cash?.owed().length ?? 0;
    }
    return open;
  }

  /** The counters are switched off; the next morning the bills come, twice for what stands near midnight. */
  async #night(): Promise<void> {
    const { time } = this;
    await time.sleep(minute);
    for (const counter of this.#counters) {
      await counter.stop();
      await counter.board.stop();
    }
    const morning = startOfDay(addDays(dayOf(time.nowMs()), 1)) + 11 * hour;
    await time.sleep(morning - time.nowMs());
    await this.#hub.compareBills();
    await time.sleep(24 * hour);
    await this.#hub.compareBills();
    await this.#hub.life.heads.run();
  }

  async #result(): Promise<DayResult> {
    const folder = join(this.#options.folder, 'export');
    await mkdir(folder, { recursive: true });
    const hub = this.#hub;
    const checkpoint = (await hub.life.transparency.checkpoint()).note;
    const written = await hub.export(folder);
    return {
      export: folder,
      root: hub.pinnedRoot,
      logKey: await hub.life.transparency.key(),
      checkpoint,
      written,
      sales: this.#sales,
      lives: this.#counters.reduce((sum, { lives }) => sum + lives, 0),
      hubRestarts: hub.restarts,
      faults: Object.fromEntries(this.#faults),
      troubles: [...hub.troubles, ...this.#counters.flatMap(({ troubles }) => troubles)],
      counters: this.#counters.map(({ id }) => id),
      keys: {
        signers: hub.signers,
        log: hub.logSigner,
        journal: (counter) => loadOrCreateJournalKey(join(this.#options.folder, counter, 'journal.key')),
      },
    };
  }
}
