// Counts the moments at which a counter can lose its power, and ends the process at the one it was told.

export interface Plan {
  /** Names every moment to the parent. */
  told(name: string): void;
  /** True at the moment at which the process dies. */
  dies(name: string, number: number): boolean;
}

/** The process is gone at once, and with it whatever it had not written. */
const die = (): void => {
  process.kill(process.pid, 'SIGKILL');
};

export class KillPoints {
  readonly #die: () => void;
  readonly #seen = new Map<string, number>();
  #plan: Plan | undefined;
  #number = 0;

  /** `before` is done by the dying process itself, at the very moment. */
  constructor(before: () => void = () => {}) {
    this.#die = () => {
      before();
      die();
    };
  }

  /** From now on moments count, from 1. */
  arm(plan: Plan): void {
    this.#plan = plan;
    this.#number = 0;
    this.#seen.clear();
  }

  /** A moment of this kind; the same kind gets a number behind it when it comes again. */
  pass(kind: string): void {
    if (!this.#plan) return;
    const times = (this.#seen.get(kind) ?? 0) + 1;
    this.#seen.set(kind, times);
    this.#number += 1;
    const name = times === 1 ? kind : `${kind} (${times})`;
    this.#plan.told(name);
    if (this.#plan.dies(name, this.#number)) this.#die();
  }
}
