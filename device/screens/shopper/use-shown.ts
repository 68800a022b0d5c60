// The shelf's first cards at once, the others when nothing else is to be done: sixty drawn together keep a slow
// processor from hearing the first touch (SCR-44).
import { startTransition, useEffect, useState } from 'react';

/** More than a screen of either orientation shows, so that the shelf scrolls from the beginning. */
const atOnce = 15;
const othersWithinMs = 500;

/** How many cards to draw: the first screenful, soon afterwards all of them. */
export function useShown(): number {
  const [shown, show] = useState(atOnce);
  useEffect(() => {
    const others = requestIdleCallback(() => startTransition(() => show(Number.POSITIVE_INFINITY)), {
      timeout: othersWithinMs,
    });
    return () => cancelIdleCallback(others);
  }, []);
  return shown;
}
