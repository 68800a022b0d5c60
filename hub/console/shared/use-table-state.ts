// Search, filters, sorting and page of a list, kept in the address: a link shows what its sender saw.
import { useSearchParams } from 'react-router';

export interface TableState {
  /** As the hub wants it. */
  query: Record<string, string>;
  page: number;
  pageSize: number;
  sort: string | undefined;
  value(name: string): string | undefined;
  /** Changes values; undefined takes one away. Every change but that of the page goes back to the first page. */
  set(changes: Record<string, string | undefined>): void;
}

export const defaultPageSize = 20;

export function useTableState(names: readonly string[] = []): TableState {
  const [params, setParams] = useSearchParams();
  const value = (name: string) => params.get(name) ?? undefined;
  const page = Math.max(1, Number(params.get('page')) || 1);
  const pageSize = Math.min(200, Number(params.get('pageSize')) || defaultPageSize);
  const query: Record<string, string> = { page: String(page), pageSize: String(pageSize) };
  for (const name of ['search', 'sort', ...names]) {
    const given = params.get(name);
    if (given) query[name] = given;
  }
  return {
    query,
    page,
    pageSize,
    sort: value('sort'),
    value,
    set(changes) {
      setParams(
        (before) => {
          const next = new URLSearchParams(before);
          if (!('page' in changes)) next.delete('page');
          for (const [name, given] of Object.entries(changes))
            if (given === undefined || given === '') next.delete(name);
            else next.set(name, given);
          return next;
        },
        { replace: true },
      );
    },
  };
}
