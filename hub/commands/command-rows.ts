// pure
// A command as the console sees it.
import type { CommandAct, CommandState, ReportedSlot } from '@zhuangui/protocol/commands.ts';

export interface CommandRow {
  id: string;
  counter: string;
  counterName: string | null;
  name: string;
  act: string;
  issuedBy: string;
  issuedName: string;
  issuedAt: number;
  expiresAt: number;
  rollout: string | null;
  state: CommandState | 'waiting' | 'unanswered';
  reason: string | null;
  answeredAt: number | null;
  seq: number | null;
  slots: string | null;
  hasLogs: number;
}

export interface CommandView extends Omit<CommandRow, 'act' | 'slots' | 'hasLogs'> {
  act: CommandAct;
  slots: ReportedSlot[] | null;
  hasLogs: boolean;
}

/** `?1` is the time of now: what waits beyond its time is shown as unanswered (CMD-11). */
export const commandColumns = `command.id, command.counter, counter.name AS counterName, command.name, act,
  issued_by AS issuedBy, issued_name AS issuedName, issued_at AS issuedAt, expires_at AS expiresAt, rollout,
  CASE WHEN state = 'waiting' AND expires_at < ?1 THEN 'unanswered' ELSE state END AS state,
  reason, answered_at AS answeredAt, seq, slots, bundle IS NOT NULL AS hasLogs`;

export const commandView = ({ act, slots, hasLogs, ...row }: CommandRow): CommandView => ({
  ...row,
  act: JSON.parse(act) as CommandAct,
  slots: slots === null ? null : (JSON.parse(slots) as ReportedSlot[]),
  hasLogs: hasLogs === 1,
});
