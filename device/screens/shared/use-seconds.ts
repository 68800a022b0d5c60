import { useEffect, useState } from 'react';
import { secondsLeft } from './format.ts';

/** Seconds until `deadlineMs` on the clock of `performance.now()`, counted down while shown. */
export function useSeconds(deadlineMs: number): number {
  const [nowMs, setNowMs] = useState(() => performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(performance.now()), 250);
    return () => clearInterval(timer);
  }, []);
  return secondsLeft(deadlineMs, nowMs);
}

const againAfterMs = 5_000;

/**
 * Calls `act` when `seconds` have passed since first shown and `isReady`, and again some seconds later for as long as
 * the component is still there; returns the seconds left.
 */
export function useAfter(seconds: number, isReady: boolean, act: () => void): number {
  const [deadlineMs, setDeadlineMs] = useState(() => performance.now() + seconds * 1000);
  const left = useSeconds(deadlineMs);
  const isDue = left === 0 && isReady;
  useEffect(() => {
    if (!isDue) return;
    act();
    setDeadlineMs(performance.now() + againAfterMs);
  }, [isDue]);
  return left;
}
