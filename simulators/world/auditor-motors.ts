// pure
// What really turned and fell: every turn has a line of its own, committed before it (S2, S3).
import type { LineOf } from '@zhuangui/protocol/journal-lines.ts';
import { judgePermit } from './auditor-lists.ts';
import { announce, retire } from './auditor-orders.ts';
import { type AuditState, judge, type Machine, slotOf } from './auditor-state.ts';

/** A command that was on its way when the agent restarted has reached its board by then. */
const onItsWayMs = 5_000;

export function seeMotor(state: AuditState, machine: Machine, slot: number): void {
  slotOf(machine, slot).motors += 1;
  const waiting = machine.announced.get(slot) ?? [];
  // One of which nobody knows may still wait: the newest is the likeliest.
  const announced = waiting.findLast(({ turned }) => !turned);
  const last = waiting.at(-1) ?? machine.turning.get(slot);
  judge(state, 'S3', announced !== undefined, () => {
    const before = last?.turned ? `: it turned for ${last.what} before` : '';
    return `${machine.key}: motor ${slot} turned without a dispensing line of its own${before}`;
  });
  judge(
    state,
    'S2',
    announced !== undefined || !last?.turned,
    () => `${machine.key}: motor ${slot} turned twice for ${last?.what}`,
  );
  if (!announced) return;
  const { staleSinceMs } = announced;
  judge(state, 'S3', staleSinceMs === undefined || state.nowMs - staleSinceMs <= onItsWayMs, () => {
    return `${machine.key}: motor ${slot} turned for ${announced.what}, announced before the agent restarted`;
  });
  announced.turned = true;
  machine.turning.set(slot, announced);
}

export function seeDrop(state: AuditState, machine: Machine, slot: number): void {
  const count = slotOf(machine, slot);
  count.drops += 1;
  const announced = machine.turning.get(slot);
  judge(
    state,
    'S15',
    announced !== undefined,
    () => `${machine.key}: a package fell from slot ${slot}, no motor had turned`,
  );
  if (!announced) return;
  announced.drops += 1;
  judge(
    state,
    'S2',
    announced.drops <= 1,
    () => `${machine.key}: ${announced.drops} packages fell for ${announced.what}`,
  );
}

/** An operator's motor needs its line and its permit as well. */
export function seeTestVend(state: AuditState, machine: Machine, line: LineOf<'test-vend'>): void {
  const { slot, entry, lot, permit, vend } = line;
  judgePermit(state, machine, { line, permit, slot, entry, lot, priceFen: undefined });
  announce(machine, slot, `test ${vend}`, undefined);
}

export function seeTestOutcome(machine: Machine, { slot, vend, outcome }: LineOf<'test-outcome'>): void {
  if (outcome !== 'not-delivered') slotOf(machine, slot).tests += 1;
  const waiting = machine.announced.get(slot)?.find(({ what }) => what === `test ${vend}`);
  if (outcome !== 'unknown') retire(machine, slot, waiting);
}
