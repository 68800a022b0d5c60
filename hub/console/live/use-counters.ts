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
  beat: number,
): CounterPage | undefined {
  const [page, setPage] = useState<CounterPage>();
  const last = useRef({ key: '', atMs: 0 });
  useEffect(() => {
    const key = `${search} ${offset} ${limit}`;
    const waitMs =
      key === last.current.key ? Math.max(0, last.current.atMs + pauseMs - performance.now()) : 0;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      last.current = { key, atMs: performance.now() };
      const query = new URLSearchParams({ search, offset: String(offset), limit: String(limit) });
      fetch(`/api/counters?${query}`, { signal: abort.signal })
        .then((response) =>
          response.ok ? response.json() : Promise.reject(new Error(String(response.status))),
        )
        .then(setPage)
        // The banner says that the line is down; the next dashboard asks again.
        .catch(() => undefined);
    }, waitMs);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [search, offset, limit, beat]);
  return page;
}
