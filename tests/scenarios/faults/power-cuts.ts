// Row 4: the power fails under a counter's journal. The writer is idle and its last commit is acknowledged when the file
// system is cut off, so a single lost line is a broken promise; two settings known to lose prove that the cut is real.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault, FaultContext, FaultReport } from '../../../simulators/faults/fault.ts';
import { type LoopDisk, openLoopDisk } from '../../../simulators/faults/loop-disk.ts';
import { journalLosses, lostRows, Writer } from './writer.ts';
import { type WriterHow, type WriterTask, writerCounter } from './writer-words.ts';

const commits = 40;
const engines = ['sqlite3', 'node:sqlite'] as const;

/** Cuts at an ack; resolves with the acks that were read before the cut began. */
async function cutAt(disk: LoopDisk, task: Omit<WriterTask, 'folder'>, folder: string, ackMax: number) {
  mkdirSync(folder);
  await disk.sync();
  const writer = new Writer({ ...task, folder });
  await writer.until(ackMax);
  const acks = [...writer.acks];
  await disk.cutPower();
  await writer.kill();
  await disk.bringBack();
  if (acks.length < ackMax) throw new Error(`the writer stopped at ${acks.length}: ${writer.failed}`);
  return acks;
}

async function control(disk: LoopDisk, how: WriterHow, engine: WriterTask['engine'], runs: number) {
  let losses = 0;
  for (let run = 0; run < runs; run += 1) {
    const folder = join(disk.mount, `${how}-${engine.replace(':', '-')}-${run}`);
    const acks = await cutAt(disk, { how, engine, count: commits }, folder, commits);
    losses += lostRows(folder, acks);
  }
  return losses;
}

/** Exact form at ack 40, and under load at a moment that moves with the run. */
async function journalCuts(
  disk: LoopDisk,
  engine: WriterTask['engine'],
  exact: number,
  loaded: number,
): Promise<string[]> {
  const problems: string[] = [];
  for (let run = 0; run < exact + loaded; run += 1) {
    const isExact = run < exact;
    const folder = join(disk.mount, `journal-${engine.replace(':', '-')}-${run}`);
    const ackMax = isExact ? commits : 7 + ((run * 37) % 150);
    const task = { how: 'journal', engine, count: isExact ? commits : 0 } as const;
    const acks = await cutAt(disk, task, folder, ackMax);
    const { problems: found } = await journalLosses({ folder, engine }, writerCounter, acks);
    problems.push(...found.map((problem) => `${engine}, cut at ack ${ackMax}: ${problem}`));
  }
  return problems;
}

async function cuts(kind: 'ext4' | 'xfs', { quick, tell }: FaultContext): Promise<FaultReport> {
  const [exact, loaded, controls] = quick ? [2, 1, 1] : [10, 5, 2];
  const disk = await openLoopDisk(kind, { sizeBytes: kind === 'ext4' ? 128 << 20 : 320 << 20 });
  const violations: string[] = [];
  let runs = 0;
  const figures: string[] = [];
  try {
    for (const engine of engines) {
      tell(`${kind} ${engine}`);
      violations.push(...(await journalCuts(disk, engine, exact, loaded)));
      const deleteFull = await control(disk, 'delete-full', engine, controls);
      const walNormal = await control(disk, 'wal-normal', engine, controls);
      runs += exact + loaded + 2 * controls;
      figures.push(`controls ${engine}: DELETE/FULL lost ${deleteFull}, WAL/NORMAL ${walNormal}`);
      if (deleteFull < controls || walNormal < controls * commits)
        violations.push(`${kind} ${engine}: a control that must lose did not (${deleteFull}, ${walNormal})`);
    }
  } finally {
    await disk.remove();
  }
  return { runs, violations, figure: figures.join('; ') };
}

export const powerCuts: Fault[] = (['ext4', 'xfs'] as const).map((kind, index) => ({
  id: `4${'ab'[index]}`,
  name: `power cut of the counter's journal, ${kind}`,
  needs: [`loop-${kind}`],
  run: (context) => cuts(kind, context),
}));
