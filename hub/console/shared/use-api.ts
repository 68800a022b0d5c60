// What the hub knows, asked and kept; and what a person changes, with words for how it went.
import { type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ApiError, get, type Method, type Query, send } from './api.ts';
import { useProblem } from './problem.ts';

export interface UseApiOptions {
  /** Asked again so often while the page is seen. */
  everyMs?: number;
}

/** `path` null: nothing is asked yet. The last answer stays on screen while the next is on its way. */
export function useApi<T>(
  path: string | null,
  query: Query = {},
  { everyMs }: UseApiOptions = {},
): UseQueryResult<T, ApiError> {
  return useQuery<T, ApiError>({
    queryKey: [path, query],
    queryFn: ({ signal }) => get<T>(path ?? '', query, signal),
    enabled: path !== null,
    placeholderData: (before) => before,
    ...(everyMs ? { refetchInterval: everyMs } : {}),
  });
}

export interface ActOptions {
  /** Words shown when it is done. */
  done?: string;
  /** Beginnings of paths whose answers are now old. Default: all. */
  refresh?: readonly string[];
}

export interface Act {
  /** Undefined when the hub refused; the refusal is shown. */
  act<T>(method: Method, path: string, body?: unknown, options?: ActOptions): Promise<T | undefined>;
  /** The same around work of one's own (uploads). */
  run<T>(work: () => Promise<T>, options?: ActOptions): Promise<T | undefined>;
  busy: boolean;
}

export function useAct(): Act {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const words = useProblem();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);

  async function run<T>(work: () => Promise<T>, { done, refresh }: ActOptions = {}): Promise<T | undefined> {
    setBusy(true);
    try {
      const answer = await work();
      void message.success(done ?? t('shell.done'));
      const isOld = (path: unknown) => !refresh || refresh.some((start) => String(path).startsWith(start));
      await client.invalidateQueries({ predicate: ({ queryKey }) => isOld(queryKey[0]) });
      return (answer ?? (true as unknown)) as T;
    } catch (error) {
      void message.error({ content: words(error), duration: 8 });
      return undefined;
    } finally {
      setBusy(false);
    }
  }
  return {
    act: (method, path, body, options) => run(() => send(method, path, body), options),
    run,
    busy,
  };
}
