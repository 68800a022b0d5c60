// The board's credit as it was last said (0x23): a level that nobody can ask for.
import type { BoardEvent } from '../board/board-types.ts';

export class CreditLevel {
  /** Null: not known, because the board started anew or was away. */
  fen: number | null = null;
  /** The first that was said in this process' life; null before. */
  firstFen: number | null = null;
  /** Said since `stale` was called last. */
  isFresh = false;
  /** A start of the board took a credit that was known: nobody was paid with it. */
  isLost = false;
  /** Goes up whenever what was said before means nothing any more. */
  epoch = 0;

  stale(): void {
    this.isFresh = false;
  }

  forget(): void {
    this.fen = null;
    this.epoch += 1;
  }

  heard(event: BoardEvent): void {
    if (event.type === 'credit') {
      this.fen = event.credit;
      this.firstFen ??= event.credit;
      this.isFresh = true;
      this.isLost = false;
    }
    if (event.type === 'restarted' && this.fen !== null) this.isLost = true;
    if (event.type === 'port-lost') this.isLost = false;
    if (event.type === 'restarted' || event.type === 'port-lost') this.forget();
  }
}
