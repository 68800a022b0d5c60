// Which journals there are, in which order a counter wrote them, and whose keys may sign them.
import { createPublicKey, type KeyObject } from 'node:crypto';
import {
  type ExportedJournal,
  exportedCounterMessage,
  exportedJournalMessage,
  exportPaths,
} from '@zhuangui/protocol/export-format.ts';
import { lineMessage } from '@zhuangui/protocol/journal-lines.ts';
import type { ExportFolder } from '../export/export-folder.ts';
import type { Findings } from '../findings.ts';
import type { NamedHead } from './chain.ts';

export interface CounterJournals {
  counter: string;
  keys: KeyObject[];
  /** In the order in which they were written. */
  journals: { index: ExportedJournal; named: NamedHead[] }[];
}

interface Previous {
  journal: string;
  seq: number;
  hash: string;
}

function keyOf(text: string): KeyObject | undefined {
  try {
    const key = createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'ed25519' ? key : undefined;
  } catch {
    return undefined;
  }
}

/** Every counter of the export with its journals. */
export function readCounters(folder: ExportFolder, findings: Findings): CounterJournals[] {
  const counters = new Map<string, CounterJournals>();
  const known = (counter: string) => {
    const found = counters.get(counter) ?? { counter, keys: [], journals: [] };
    counters.set(counter, found);
    return found;
  };
  folder.rows(exportPaths.counters, exportedCounterMessage, ({ counter, keys }) => {
    for (const { key } of keys) {
      const read = keyOf(key);
      if (read) known(counter).keys.push(read);
      else
        findings.violation(
          'file-unreadable',
          { counter, file: exportPaths.counters },
          'a journal key cannot be read',
        );
    }
    known(counter);
  });
  const listed = new Set<string>();
  folder.rows(exportPaths.journals, exportedJournalMessage, (index) => {
    const { counter, journal } = index;
    if (listed.has(`${counter} ${journal}`))
      return findings.violation('journal-twice', { counter, journal }, 'its lines would count twice');
    listed.add(`${counter} ${journal}`);
    known(counter).journals.push({ index, named: [] });
  });
  for (const path of folder.under('journals/')) {
    const [, counter = '', name = ''] = path.split('/');
    const journal = name.replace(/\.(ndjson|heads)$/, '');
    if (!listed.has(`${counter} ${journal}`))
      findings.violation('file-unreadable', { file: path }, `${exportPaths.journals} does not list it`);
  }
  const all = [...counters.values()].sort((a, b) => (a.counter < b.counter ? -1 : 1));
  for (const one of all) one.journals = inOrder(folder, findings, one);
  return all.filter(({ journals }) => journals.length > 0);
}

/** The first line of a journal tells which one it follows (JRN-9). */
function previousOf(folder: ExportFolder, findings: Findings, index: ExportedJournal): Previous | undefined {
  if (index.from !== 1) return undefined;
  const { counter, journal } = index;
  let previous: Previous | undefined;
  folder.lines(exportPaths.journal(counter, journal), (bytes) => {
    const boot = lineMessage('boot').parse(bytes);
    if (!boot.ok)
      findings.violation(
        'journal-foreign',
        { counter, journal, seq: 1 },
        'it does not begin with a start of the agent',
      );
    else if (boot.value.journal !== journal)
      findings.violation(
        'journal-foreign',
        { counter, journal, seq: 1 },
        `its first line is of journal ${boot.value.journal}`,
      );
    else previous = boot.value.previous;
    return false;
  });
  return previous;
}

function inOrder(
  folder: ExportFolder,
  findings: Findings,
  { counter, keys, journals }: CounterJournals,
): CounterJournals['journals'] {
  const byId = new Map(journals.map((one) => [one.index.journal, one]));
  const followers = new Map<string, CounterJournals['journals']>();
  const first: CounterJournals['journals'] = [];
  for (const one of journals) {
    const { journal } = one.index;
    const previous = previousOf(folder, findings, one.index);
    const before = previous && byId.get(previous.journal);
    if (!previous) {
      first.push(one);
      continue;
    }
    const { seq, hash } = previous;
    if (!before) {
      first.push(one);
      if (folder.manifest.period.from === null && seq > 0)
        findings.violation(
          'journal-short',
          { counter, journal: previous.journal, seq },
          `journal ${journal} follows it, and it is not here`,
        );
      else findings.unchecked('journals before the period, which a later one follows');
      continue;
    }
    if (seq >= before.index.from)
      before.named.push({ seq, hash, by: `journal ${journal}`, rule: 'journal-short' });
    followers.set(previous.journal, [...(followers.get(previous.journal) ?? []), one]);
  }
  for (const [journal, all] of followers)
    if (all.length > 1)
      findings.violation(
        'journal-branch',
        { counter, journal },
        `${all.map(({ index }) => index.journal).join(' and ')} both follow it`,
      );
  // A new machine begins anew and brings a key of its own.
  if (first.length > Math.max(1, keys.length))
    findings.violation(
      'journal-branch',
      { counter, journal: first.at(-1)!.index.journal },
      `${first.length} journals begin without one before, ${keys.length} keys were enrolled`,
    );
  const ordered: CounterJournals['journals'] = [];
  const add = (one: CounterJournals['journals'][number]) => {
    if (ordered.includes(one)) return;
    ordered.push(one);
    for (const next of followers.get(one.index.journal) ?? []) add(next);
  };
  first.forEach(add);
  for (const one of journals)
    if (!ordered.includes(one)) {
      findings.violation(
        'journal-branch',
        { counter, journal: one.index.journal },
        'it follows itself in a circle',
      );
      ordered.push(one);
    }
  return ordered;
}
