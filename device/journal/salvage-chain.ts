// What a journal took over from the ones before it stands in no line of its own: those are read again, oldest first.
import type { Line, LineOf } from '@zhuangui/protocol/journal-lines.ts';
import type { Salvage } from './salvage.ts';

export type Previous = NonNullable<LineOf<'boot'>['previous']>;

/** What is left of a journal that was set aside; undefined when nothing of it can be proven good. */
export type OpenPrevious = (previous: Previous) => Promise<Salvage | undefined>;

/** Far more often than a counter begins anew in its life; a circle of forged names ends here. */
const chainMax = 100;

/** JRN-9: the good lines of the journals before it, each as far as it was carried over, then its own up to `untilSeq`. */
export async function* chainBlocks(
  salvage: Salvage,
  openPrevious: OpenPrevious,
  untilSeq = Number.POSITIVE_INFINITY,
  depth = chainMax,
): AsyncGenerator<Line[]> {
  const previous = depth > 0 ? await previousOf(salvage) : undefined;
  const before = previous && (await openPrevious(previous));
  if (before) {
    try {
      yield* chainBlocks(before, openPrevious, previous.seq, depth - 1);
    } finally {
      await before.close();
    }
  }
  for await (const lines of salvage.blocks()) yield lines.filter(({ seq }) => seq <= untilSeq);
}

/** Whether nothing was replayed before these lines: a journal in place of another goes on with what that one held. */
export const beginsChain = ([first]: readonly Line[]): boolean =>
  first?.seq === 1 && !(first.kind === 'boot' && first.previous !== undefined);

async function previousOf(salvage: Salvage): Promise<Previous | undefined> {
  for await (const [first] of salvage.blocks()) return first?.kind === 'boot' ? first.previous : undefined;
  return undefined;
}
