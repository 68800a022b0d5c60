// A network of its own for one process: one cable to this machine, which can lose packets, be slow, deaf or cut.
import { randomInt } from 'node:crypto';
import type { Launch } from './launch.ts';
import { run } from './shell.ts';

export interface NetCell {
  /** Address of this machine as seen from inside. */
  readonly hostAddress: string;
  /** Starts a process inside. */
  readonly launch: Launch;
  /** Share of packets lost in each direction, 0 to 100. */
  lose(percent: number): Promise<void>;
  /** Nothing from the inside arrives any more, while everything from here still does, or the other way round. */
  deafen(direction: 'up' | 'down'): Promise<void>;
  /** Bits a second in each direction. */
  slow(bitsPerSecond: number): Promise<void>;
  /** The cable is out. */
  cut(): Promise<void>;
  /** Everything is as new. */
  heal(): Promise<void>;
  remove(): Promise<void>;
}

/** Needs root. The address block is one that nobody routes (RFC 2544). */
export async function openNetCell(): Promise<NetCell> {
  const number = randomInt(1, 60_000);
  const net = `198.${18 + (number % 2)}.${(number >> 1) % 250}`;
  const id = number.toString(36);
  const name = `fault-${id}`;
  const [outside, inside] = [`flt${id}a`, `flt${id}b`];
  const hostAddress = `${net}.1`;
  const within = (...command: string[]) => run('ip', ['netns', 'exec', name, ...command]);
  const remove = async () => {
    await run('ip', ['link', 'del', outside]).catch(() => undefined);
    await run('ip', ['netns', 'del', name]).catch(() => undefined);
  };
  const inspect = (chain: 'input' | 'output', rule: string) =>
    within('nft', `add rule inet fault ${chain} ${rule}`);
  try {
    await run('ip', ['netns', 'add', name]);
    await run('ip', ['link', 'add', outside, 'type', 'veth', 'peer', 'name', inside]);
    await run('ip', ['link', 'set', inside, 'netns', name]);
    await run('ip', ['addr', 'add', `${hostAddress}/24`, 'dev', outside]);
    await run('ip', ['link', 'set', outside, 'up']);
    await within('ip', 'addr', 'add', `${net}.2/24`, 'dev', inside);
    await within('ip', 'link', 'set', 'lo', 'up');
    await within('ip', 'link', 'set', inside, 'up');
    await within('nft', 'add table inet fault');
    for (const hook of ['input', 'output'])
      await within('nft', `add chain inet fault ${hook} { type filter hook ${hook} priority 0 ; }`);
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    hostAddress,
    launch: { wrap: ['ip', 'netns', 'exec', name] },
    async lose(percent) {
      const rule = `iifname ${inside} numgen random mod 100 < ${percent} drop`;
      await inspect('input', rule);
      await inspect('output', rule.replace('iifname', 'oifname'));
    },
    async deafen(direction) {
      await (direction === 'up'
        ? inspect('output', `oifname ${inside} drop`)
        : inspect('input', `iifname ${inside} drop`));
    },
    async slow(bitsPerSecond) {
      const shape = ['root', 'tbf', 'rate', `${bitsPerSecond}bit`, 'burst', '4kb', 'latency', '2000ms'];
      await run('tc', ['qdisc', 'replace', 'dev', outside, ...shape]);
      await within('tc', 'qdisc', 'replace', 'dev', inside, ...shape);
    },
    async cut() {
      await run('ip', ['link', 'set', outside, 'down']);
    },
    async heal() {
      await run('ip', ['link', 'set', outside, 'up']);
      for (const hook of ['input', 'output']) await within('nft', `flush chain inet fault ${hook}`);
      await run('tc', ['qdisc', 'del', 'dev', outside, 'root']).catch(() => undefined);
      await within('tc', 'qdisc', 'del', 'dev', inside, 'root').catch(() => undefined);
    },
    remove,
  };
}
