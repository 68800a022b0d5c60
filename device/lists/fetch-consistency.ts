// Fetches the proof that the hub's log grew and was not rewritten. What comes back is judged, never trusted.
import type { Hash } from '@zhuangui/protocol/tlog/hashing.ts';
import { consistencyMessage, hashOfText } from '@zhuangui/protocol/tlog/log-field.ts';
import { ListRefusal, toRefusal } from './list-refusal.ts';
import type { ListsFetcher } from './lists-fetcher.ts';

/** Throws ListRefusal `fetch-failed` when the hub has none, cannot be reached, or answers something else. */
export async function fetchConsistency(
  fetcher: Pick<ListsFetcher, 'consistency'>,
  origin: string,
  from: number,
  to: number,
): Promise<Hash[]> {
  const what = `proof of the log from ${from} to ${to}`;
  const bytes = await fetcher.consistency?.(origin, from, to).catch((error: unknown) => {
    throw new ListRefusal('fetch-failed', toRefusal(error, what).message);
  });
  const parsed = bytes && consistencyMessage.parse(bytes);
  if (!parsed?.ok || parsed.value.from !== from || parsed.value.to !== to)
    throw new ListRefusal('fetch-failed', `${what}: the hub does not have it`);
  return parsed.value.proof.map(hashOfText);
}
