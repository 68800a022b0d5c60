import { useLayoutEffect, useRef } from 'react';

const settleMs = 350;

/**
 * SCR-35: a page that has come in place of another takes no touch for a moment, so that the second tap of an impatient
 * finger does not press what came under it. The first page after loading stands in place of none.
 */
export function useSettling(what: string): void {
  const last = useRef(what);
  useLayoutEffect(() => {
    if (last.current === what) return;
    last.current = what;
    const { dataset } = document.documentElement;
    dataset['settling'] = what;
    const timer = setTimeout(() => delete dataset['settling'], settleMs);
    return () => clearTimeout(timer);
  }, [what]);
}
