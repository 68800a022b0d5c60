// pure
// Which data frames are re-sends of one that was acted on already (BOARD-15, BOARD-18; clause 1.5).
import type { BoardConfig } from './board-config.ts';
import type { BoardMessage } from './messages.ts';

/** The last data frame that was acted on. */
export interface LastData {
  /** Command, pack number and payload. */
  key: string;
  atMs: number;
  movesMoney: boolean;
  /** The first one this process heard of a board that did not say that it began anew. */
  isFirst: boolean;
}

/** Notes and coins that went in or came out: booking one of them twice makes a difference in the cash box. */
const movesMoney = (message: BoardMessage): boolean =>
  message.name === 'money-received' ||
  (message.name === 'change-paid' && message.notesPaid + message.coinsPaid > 0);

export const lastDataOf = (
  before: LastData | null,
  { key, message }: { key: string; message: BoardMessage },
  atMs: number,
): LastData => ({ key, atMs, movesMoney: movesMoney(message), isFirst: before === null });

/**
 * A board that was deaf when its frame was acknowledged goes on with that frame, however long it was away. Two notes in
 * a row never look like that: the pack number advances, and a credit (0x23) follows each of them.
 */
export const lastDataWithoutPort = (last: LastData | null): LastData | null =>
  last && !last.movesMoney ? { ...last, key: '' } : last;

export function isDuplicate(
  last: LastData | null,
  frame: { key: string; message: BoardMessage },
  isSyncNeeded: boolean,
  nowMs: number,
  { duplicateWindowMs }: BoardConfig,
): boolean {
  if (last?.key !== frame.key) return false;
  if (!last.movesMoney && nowMs - last.atMs >= duplicateWindowMs) return false;
  // Once our own 0x31 is acknowledged, a further 0x31 is a further start, whatever its pack number.
  return frame.message.name !== 'sync' || isSyncNeeded;
}
