// A process whose power can be cut: it ends as in a power cut, without a word, and is started anew.
import type { Child, Part } from './children.ts';
import { stopChild } from './children.ts';

export interface Powered extends Part {
  current(): Child;
  /** Resolves when the process runs again; rejects when it does not, or while it is cut already. */
  cut(): Promise<void>;
}

export async function startPowered(start: () => Promise<Child>): Promise<Powered> {
  const ended = Promise.withResolvers<string>();
  let child = await start();
  let state: 'on' | 'cut' | 'stopping' = 'on';

  function watch(watched: Child): void {
    void watched.ended.then((how) => {
      if (state === 'on' && watched === child)
        ended.resolve(`The ${watched.name} ${how}. Its log is in the data folder.`);
    });
  }
  watch(child);

  let work: Promise<void> = Promise.resolve();
  async function again(): Promise<void> {
    child.process.kill('SIGKILL');
    await child.ended;
    try {
      child = await start();
    } catch (error) {
      ended.resolve((error as Error).message);
      throw error;
    }
    if (state === 'cut') state = 'on';
    watch(child);
  }

  return {
    current: () => child,
    ended: ended.promise,
    cut() {
      if (state !== 'on') return Promise.reject(new Error('The power is cut already.'));
      state = 'cut';
      work = again();
      return work;
    },
    async stop() {
      state = 'stopping';
      await work.catch(() => {});
      await stopChild(child);
    },
  };
}
