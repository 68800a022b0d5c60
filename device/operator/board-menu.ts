// One menu command to the board, and what the board says to it.
import type { BoardEvent } from '../board/board-types.ts';
import type { DeskParts } from './ports.ts';

export interface MenuCommand {
  menuType: number;
  operation: number;
  parameters: readonly number[];
}

export type MenuResult = { ok: true; detail: string } | { ok: false; detail: string };

/** Many boards acknowledge a set operation and say no more: silence for so long after it means it was taken. */
export const replyWithinMs = 3_000;

/** Resolves in bounded time and never rejects. */
export async function commandMenu(
  { board, clock }: Pick<DeskParts, 'board' | 'clock'>,
  menu: MenuCommand,
): Promise<MenuResult> {
  let answer = (_result: MenuResult): void => {};
  const replied = new Promise<MenuResult>((resolve) => {
    answer = resolve;
  });
  const stopListening = board.onEvent((event) => {
    const result = replyTo(menu, event);
    if (result) answer(result);
  });
  let callOff = () => {};
  try {
    const { outcome, detail } = await board.command({ name: 'menu-command', ...menu });
    if (outcome !== 'acknowledged') return { ok: false, detail: `The board did not take it: ${detail}` };
    callOff = clock.setTimer(replyWithinMs, () => answer({ ok: true, detail: 'acknowledged' }));
    return await replied;
  } finally {
    callOff();
    stopListening();
  }
}

/** The board's reply to this command; undefined for anything else. */
function replyTo({ menuType, operation }: MenuCommand, event: BoardEvent): MenuResult | undefined {
  if (event.type !== 'message' || event.message.name !== 'menu-reply') return undefined;
  const reply = event.message;
  if (reply.menuType !== menuType || reply.operation !== operation) return undefined;
  const result = reply['result'];
  if (result === undefined || result === 0) return { ok: true, detail: 'done' };
  return { ok: false, detail: `The board answers ${String(reply['resultName'] ?? result)}.` };
}
