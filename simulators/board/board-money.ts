// pure
// Notes and coins: credit, a recycler and tubes that run empty, payouts that go wrong.
import { u32 } from './board-bytes.ts';
import { enqueue } from './board-line.ts';
import { reportCredit } from './board-reports.ts';
import { note, patch, patchCash, type Turn } from './board-turn.ts';

const NOTE = 1;
const COIN = 2;
const SWALLOWED = 8;
/** The smallest note the simulated recycler holds, and the smallest coin in the tubes. */
const SMALLEST_NOTE_FEN = 500;
const SMALLEST_COIN_FEN = 10;

const multipleOf = (fen: number, unit: number): number => fen - (fen % unit);

/** What the recycler and the tubes can give of an amount. */
function change(turn: Turn, amountFen: number): { notes: number; coins: number } {
  const { noteChangeFen, coinChangeFen } = turn.state.cash;
  const notes = multipleOf(Math.min(amountFen, noteChangeFen), SMALLEST_NOTE_FEN);
  return { notes, coins: multipleOf(Math.min(amountFen - notes, coinChangeFen), SMALLEST_COIN_FEN) };
}

function give(turn: Turn, notes: number, coins: number): void {
  const { cash, creditFen } = turn.state;
  patchCash(turn, {
    noteChangeFen: cash.noteChangeFen - notes,
    coinChangeFen: cash.coinChangeFen - coins,
    paidOutFen: cash.paidOutFen + notes + coins,
  });
  patch(turn, { creditFen: creditFen - notes - coins });
}

/** 0x25: gives the credit back as far as it can, and says how much (0x26); what it cannot give stays credit. */
export function payOut(turn: Turn): void {
  const { creditFen, cash } = turn.state;
  const [limitFen = creditFen, ...payoutJams] = cash.payoutJams;
  const [silent, ...silentPayouts] = cash.silentPayouts;
  patchCash(turn, { payoutJams, silentPayouts });
  if (silent === 'unpaid') return note(turn, 'a payout does not happen, and nobody is told');
  const { notes, coins } = change(turn, Math.min(creditFen, limitFen));
  give(turn, notes, coins);
  if (silent === 'paid') return note(turn, `${notes + coins} fen are paid out, and nobody is told`);
  enqueue(turn, 0x26, [...u32(notes), ...u32(coins)]);
  if (notes + coins > 0) reportCredit(turn);
}

/** Raises the credit and tells it, as every change of credit (0x23). */
export function raiseCredit(turn: Turn, amountFen: number): void {
  patch(turn, { creditFen: Math.min(0xffffffff, turn.state.creditFen + amountFen) });
  reportCredit(turn);
}

/** A note or coin comes in, unless its way is shut (0x28); coins fall into the tubes, notes into the box. */
export function insertMoney(turn: Turn, amountFen: number, mode: number): void {
  const { masks, cash } = turn.state;
  const refused = (mode === NOTE && masks.notes === 0) || (mode === COIN && masks.coins === 0);
  if (refused)
    return note(turn, `${amountFen} fen come back out: the slot for mode ${mode} is closed (0x28)`);
  if (mode === SWALLOWED) return swallow(turn);
  if (mode === NOTE || mode === COIN) patchCash(turn, { insertedFen: cash.insertedFen + amountFen });
  if (mode === COIN) patchCash(turn, { coinChangeFen: cash.coinChangeFen + amountFen });
  enqueue(turn, 0x21, [mode, ...u32(amountFen)]);
  raiseCredit(turn, amountFen);
}

/** The board keeps a credit that nobody asked back in time (menus 0x22 and 0x23). */
export function swallow(turn: Turn): void {
  const { creditFen, cash } = turn.state;
  patch(turn, { creditFen: 0 });
  patchCash(turn, { swallowedFen: cash.swallowedFen + creditFen });
  enqueue(turn, 0x21, [SWALLOWED, ...u32(creditFen)]);
  reportCredit(turn);
}

/** Menu 0x40: status, amount, then the count of coins in each of 16 tubes. */
export function reportTubes(turn: Turn): void {
  const counts = Array.from({ length: 16 }, () => 0);
  enqueue(turn, 0x71, [0x40, 0x00, 0, ...u32(turn.state.cash.coinChangeFen), ...counts]);
}
