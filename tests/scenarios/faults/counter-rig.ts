// A rig for one fault: opened, broken, judged, closed; what went wrong comes back in words and never as an exception.
import type { JournalCopy } from '../rig/evidence.ts';
import { openRig, type Rig, type RigChange } from '../rig/rig.ts';
import type { Stage } from './stage.ts';

export type Judged = Awaited<ReturnType<Rig['audit']>>;

/** Runs `work` with a rig; what it throws is a violation under this name. */
export async function withRig(
  stage: Stage,
  change: RigChange,
  name: string,
  work: (rig: Rig) => Promise<readonly string[]>,
): Promise<string[]> {
  const rig = await openRig(await stage.template(), change);
  try {
    return (await work(rig)).map((problem) => `${name}: ${problem}`);
  } catch (error) {
    return [`${name}: ${(error as Error).message.slice(0, 600)}`];
  } finally {
    await rig.stop();
  }
}

/** Healed: out of service for no reason, nothing open, the hub holds everything; then judged. */
export async function healedAndJudged(rig: Rig): Promise<Judged> {
  await rig.settle(({ outOfService }) => outOfService === null);
  return rig.audit();
}

/** What must hold of an order that a fault met: no money kept without goods. */
export const moneyProblems = ({ chargedFen, refundedFen, drops, outcomes }: Judged): string[] => {
  const kept = chargedFen - refundedFen;
  if (kept > 0 && drops === 0) return [`${kept} fen kept and no goods fell (${outcomes.join(', ')})`];
  return [];
};

/** Lines of a kind in a journal. */
export const countOf = (kind: string, { lines }: Pick<JournalCopy, 'lines'>): number =>
  lines.filter((line) => (JSON.parse(line.toString('utf8')) as { kind: string }).kind === kind).length;
