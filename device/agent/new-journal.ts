// The way back from a fork (LINK-5): the counter's journal is set aside as evidence and a new one begins.
import { type CounterStoreParts, openStore } from './counter-store.ts';

export interface NewJournal {
  /** Id of the journal that begins. */
  journal: string;
  /** Id of the one set aside, the last line of it that is proven good, and where it lies now; absent when there was none. */
  old?: { journal: string; seq: number; folder: string };
}

/**
 * Sets the journal in `parts.folder` aside and begins a new one, which names the old one and says why, and carries
 * slots and open orders over (JRN-9). The lists are not carried over: the hub sends them at the next connection.
 * Throws JournalError `locked` while an agent runs on the folder.
 */
export async function beginNewJournal(parts: CounterStoreParts, why: string): Promise<NewJournal> {
  const store = await openStore(parts, why);
  const { journal, salvaged } = store;
  await store.close();
  if (salvaged?.journal === undefined || salvaged.folder === undefined) return { journal: journal.id };
  return {
    journal: journal.id,
    old: { journal: salvaged.journal, seq: salvaged.good.seq, folder: salvaged.folder },
  };
}
