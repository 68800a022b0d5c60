// pure
// Red freshness may be set to come earlier, never later.
import type { ListTimes } from '@zhuangui/protocol/freshness.ts';
import type { ListsView } from '../lists/lists-view.ts';

/** CONF-4: the same signed times with an expiry that is at most `redAfterS` after the signing. */
export function earlierRed(times: ListTimes, redAfterS: number): ListTimes {
  const wantedMs = times.signedAtMs + redAfterS * 1000;
  // A number that is none must not make lists last for ever, nor be an outage of every counter.
  if (!Number.isFinite(wantedMs) || wantedMs >= times.expiresAtMs) return times;
  return { ...times, expiresAtMs: wantedMs };
}

/** The lists as the gate and the screens are to see them. The same object when the setting changes nothing. */
export function withEarlierRed(view: ListsView, redAfterS: number): ListsView {
  const times = earlierRed(view.times, redAfterS);
  if (times === view.times) return view;
  // Laid over the view instead of copied: its functions may need the object they came with.
  return Object.create(view, { times: { value: times, enumerable: true } }) as ListsView;
}
