// Entries of the catalog that fit what is typed.
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import { useEffect, useState } from 'react';

export interface Found {
  text: string;
  entries: Entry[];
  total: number;
}

const waitMs = 150;
const shown = 6;

/** Undefined before anything was typed. */
export function useCatalog(typed: string): Found | undefined {
  const [found, setFound] = useState<Found>();
  const text = typed.trim();
  useEffect(() => {
    if (text === '') return setFound(undefined);
    const abort = new AbortController();
    const timer = setTimeout(() => {
      const query = new URLSearchParams({ search: text, limit: String(shown) });
      fetch(`/api/catalog?${query}`, { signal: abort.signal })
        .then((response) =>
          response.ok ? response.json() : Promise.reject(new Error(String(response.status))),
        )
        .then((answer: Omit<Found, 'text'>) => setFound({ text, ...answer }))
        .catch(() => undefined);
    }, waitMs);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [text]);
  return found;
}

/** The one entry that is meant: the only one that fits, or the one whose number or barcode was typed whole. */
export function meant(found: Found | undefined): Entry | undefined {
  if (!found) return undefined;
  if (found.total === 1) return found.entries[0];
  return found.entries.find(({ id, gtins }) => id === found.text || gtins.includes(found.text));
}
