// Long work of the hub, watched until it ends.
import { useQuery } from '@tanstack/react-query';
import { type ApiError, get } from './api.ts';

export interface JobView {
  id: string;
  kind: string;
  state: 'running' | 'done' | 'failed' | 'cancelled';
  done: number;
  total: number;
  result?: unknown;
  error?: { code: string; message: string };
}

const everyMs = 500;

/** Undefined while nothing is known; asked twice a second until it has ended. */
export function useJob(id: string | undefined): JobView | undefined {
  const { data } = useQuery<JobView, ApiError>({
    queryKey: [`/api/jobs/${id}`],
    queryFn: ({ signal }) => get<JobView>(`/api/jobs/${id}`, {}, signal),
    enabled: id !== undefined,
    refetchInterval: (query) => (query.state.data && query.state.data.state !== 'running' ? false : everyMs),
  });
  return id === undefined ? undefined : data;
}
