// The cases, asked for again when their number or their last change may have moved.
import { useEffect, useState } from 'react';
import type { CaseRow } from '../../http/views.ts';

const asked = 5;

/** The newest five. `count` is the dashboard's number of cases. Undefined before the first answer. */
export function useCases(count: number): CaseRow[] | undefined {
  const [cases, setCases] = useState<CaseRow[]>();
  useEffect(() => {
    const abort = new AbortController();
    fetch(`/api/cases?limit=${asked}`, { signal: abort.signal })
      .then((response) =>
        response.ok ? response.json() : Promise.reject(new Error(String(response.status))),
      )
      .then((answer: { cases: CaseRow[] }) => setCases(answer.cases))
      // The banner says that the line is down; the next change asks again.
      .catch(() => undefined);
    return () => abort.abort();
  }, [count]);
  return cases;
}
