// Which rows of the sale's recovery table a run passed: the table is watched from outside, the sale knows nothing of it.
import { type RecoveryRow, recoveryTable } from '../../device/sale/sale-recovery.ts';

function described({ tail, board, payment, action }: RecoveryRow): string {
  const when = [
    board.length < 3 ? ` board ${board.join('|')}` : '',
    payment.length < 4 ? ` ${payment.join('|')}` : '',
  ];
  return `${tail}${when.join('')} → ${action}`;
}

const names: ReadonlyMap<RecoveryRow, string> = new Map(recoveryTable.map((row) => [row, described(row)]));

/** Every row, in the table's order. */
export const rowNames = (): string[] => [...names.values()];

/** Counts from now on how often each row's action is read; `take` gives the counts since the last take. */
export function watchRecoveryRows(): { take(): Record<string, number> } {
  let counts: Record<string, number> = {};
  for (const [row, name] of names) {
    const { action } = row;
    Object.defineProperty(row, 'action', {
      configurable: true,
      enumerable: true,
      get() {
        counts[name] = (counts[name] ?? 0) + 1;
        return action;
      },
    });
  }
  return {
    take() {
      const taken = counts;
      counts = {};
      return taken;
    },
  };
}
