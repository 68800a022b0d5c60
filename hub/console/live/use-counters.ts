// A page of counters, asked again while the dashboard changes, every other second at most.
import { useEffect, useRef, useState } from 'react';
import type { CounterRow } from '../../http/views.ts';

export interface CounterPage {
  total: number;
  counters: CounterRow[];
}

const pauseMs = 2000;

/** `beat` changes with every dashboard. Undefined before the first answer. */
export function useCounters(
  search: string,
  offset: number,
  limit: number,
  beat: number | undefined,
): CounterPage | undefined {
  const [page, setPage] = useState<CounterPage>();
  // What is asked now, and when the last question was put: a beat never takes back a question under way.
  const asked = useRef({ atMs: -pauseMs, isUnderWay: false });
  const ask = useRef<() => void>(undefined);

  useEffect(() => {
    const abort = new AbortController();
    const query = new URLSearchParams({ search, offset: String(offset), limit: String(limit) });
    const now = { atMs: -pauseMs, isUnderWay: false };
    asked.current = now;
    ask.current = () => {
      now.isUnderWay = true;
      now.atMs = performance.now();
      fetch(`/api/counters?${query}`, { signal: abort.signal })
        .then((response) =>
          response.ok ? response.json() : Promise.reject(new Error(String(response.status))),
        )
        .then(setPage)
        // The banner says that the line is down; the next dashboard asks again.
        .catch(() => undefined)
        .finally(() => {
          now.isUnderWay = false;
        });
    };
    ask.current();
    return () => abort.abort();
  }, [search, offset, limit]);

  useEffect(() => {
    if (beat === undefined || asked.current.isUnderWay) return;
    const waitMs = Math.max(0, asked.current.atMs + pauseMs - performance.now());
    const timer = setTimeout(() => {
      if (!asked.current.isUnderWay) ask.current?.();
    }, waitMs);
    return () => clearTimeout(timer);
  }, [beat]);
  return page;
}
