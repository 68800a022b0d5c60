import { useLayoutEffect } from 'react';

const settleMs = 350;

/**
 * SCR-35: a page that has just appeared takes no touch for a moment, so that the second tap of an impatient finger
 * does not press what came under it.
 */
export function useSettling(what: string): void {
  useLayoutEffect(() => {
    const { dataset } = document.documentElement;
    dataset['settling'] = what;
    const timer = setTimeout(() => delete dataset['settling'], settleMs);
    return () => clearTimeout(timer);
  }, [what]);
}
