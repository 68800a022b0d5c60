// The export as an act: only to storage that is listed now, and written down (OPR-15).
import type { DeskAnswer } from '../screens/desk-acts.ts';
import type { DeskView } from '../screens/operator-views.ts';
import { done, no } from './answers.ts';
import { ExportError, type Exported, exportJournal } from './journal-export.ts';
import { serviceLine } from './machine-acts.ts';
import type { DeskParts } from './ports.ts';
import { usbTargets } from './usb-targets.ts';

export interface ExportActs {
  targets(): string[];
  last(): Extract<DeskView, { state: 'signed-in' }>['lastExport'];
  /** Looks again what is plugged in. */
  refresh(): Promise<void>;
  export(target: string, operator: string): Promise<DeskAnswer>;
}

export function createExportActs(parts: DeskParts, changed: () => void): ExportActs {
  const { append, clock, exportRoot } = parts;
  const list = parts.exportTargets ?? (async () => (exportRoot ? usbTargets(exportRoot) : []));
  let targets: string[] = [];
  let last: ReturnType<ExportActs['last']> = null;
  let isRunning = false;

  async function refresh(): Promise<void> {
    const now = await list().catch(() => []);
    if (JSON.stringify(now) === JSON.stringify(targets)) return;
    targets = now;
    changed();
  }

  async function run(target: string, operator: string): Promise<DeskAnswer> {
    let exported: Exported;
    try {
      exported = await exportJournal(parts, target);
    } catch (error) {
      if (!(error instanceof ExportError)) throw error;
      return no('failed', error.why, error.message);
    }
    const { path, lines } = exported;
    last = { at: clock.nowMs(), path, lines };
    changed();
    await append([serviceLine(operator, 'export-journal', `lines 1 to ${lines}, ${path}`)]);
    return done(path);
  }

  return {
    targets: () => targets,
    last: () => last,
    refresh,
    async export(target, operator) {
      await refresh();
      // Only what the list names, letter by letter: a path is never put together from what was typed.
      if (!targets.includes(target)) {
        return no('unknown', 'no-storage', 'There is no such storage plugged in: choose one of the list.');
      }
      if (isRunning) return no('not-now', 'export-running', 'An export is running: wait until it has ended.');
      isRunning = true;
      try {
        return await run(target, operator);
      } finally {
        isRunning = false;
      }
    },
  };
}
