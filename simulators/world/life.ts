// One run of a program on a machine: its power, its clock, and the fuse that ends it in the middle of something.
import type { Power } from './disk.ts';
import type { MachineClock, VirtualTime } from './virtual-time.ts';

/** Where the power fails: at the so-manyth statement to the disk, or with bytes to the board or mail to the hub. */
export type Fuse =
  | { at: 'statement'; when: 'before' | 'after'; left: number; only?: 'COMMIT' }
  | { at: 'board' | 'mail'; when: 'before' | 'after'; left: number };

export class Life implements Power {
  isOn = true;
  readonly clock: MachineClock;
  readonly #ended: () => void;
  readonly over: Promise<void>;
  #tellOver: () => void = () => {};
  fuse: Fuse | undefined;

  constructor(time: VirtualTime, ended: () => void, jumpMs: () => number = () => 0) {
    const clock = time.machine();
    this.clock = { ...clock, nowMs: () => clock.nowMs() + jumpMs() };
    this.#ended = ended;
    this.over = new Promise((resolve) => {
      this.#tellOver = resolve;
    });
  }

  /** The power is gone now; whatever it was about to do never happens. */
  end(): void {
    if (!this.isOn) return;
    this.isOn = false;
    this.clock.cut();
    this.#ended();
    this.#tellOver();
  }

  fails(moment: 'before' | 'after', sql: string): boolean {
    const { fuse } = this;
    if (fuse?.at !== 'statement' || fuse.when !== moment) return !this.isOn;
    if (fuse.only !== undefined && fuse.only !== sql) return !this.isOn;
    return this.#burn(fuse);
  }

  /** True: the power failed at this very point, or had failed before. */
  passes(at: 'board' | 'mail', when: 'before' | 'after'): boolean {
    if (!this.isOn) return true;
    if (this.fuse?.at !== at || this.fuse.when !== when) return false;
    return this.#burn(this.fuse);
  }

  #burn(fuse: Fuse): boolean {
    if (fuse.left > 0) {
      this.fuse = { ...fuse, left: fuse.left - 1 };
      return false;
    }
    this.fuse = undefined;
    this.end();
    return true;
  }
}
