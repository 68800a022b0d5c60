import { useEffect, useRef } from 'react';

/** Calls `act` when nothing was touched for `idleMs`, and again after every further such time. */
export function useIdle(idleMs: number, act: () => void): void {
  const newest = useRef(act);
  newest.current = act;
  useEffect(() => {
    let timer = setTimeout(fire, idleMs);
    function fire(): void {
      timer = setTimeout(fire, idleMs);
      newest.current();
    }
    function touched(): void {
      clearTimeout(timer);
      timer = setTimeout(fire, idleMs);
    }
    window.addEventListener('pointerdown', touched);
    window.addEventListener('keydown', touched);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('pointerdown', touched);
      window.removeEventListener('keydown', touched);
    };
  }, [idleMs]);
}
