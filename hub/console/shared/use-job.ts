// Long work of the hub, watched until it ends.
import { useQuery } from '@tanstack/react-query';
import { ApiError, get } from './api.ts';

export interface JobView {
  id: string;
  kind: string;
  state: 'running' | 'done' | 'failed' | 'cancelled';
  done: number;
  total: number;
  /** Word of the slice for what is being done now. */
  step?: string | null;
  result?: unknown;
  error?: {
    code: string;
    reason?: string;
    values?: Readonly<Record<string, string | number>>;
    message: string;
  } | null;
}

/** Why a job failed, for `useProblem`. */
export function jobError({ error }: Pick<JobView, 'error'>): ApiError {
  const { code = 'unknown', message = '', reason, values } = error ?? {};
  return new ApiError(0, code, message, { reason, values });
}

/** A hub that was started anew knows the job no more: what came of it stands where it was begun. */
const forgotten = (id: string, { code, reason, message }: ApiError): JobView => ({
  id,
  kind: '',
  state: 'failed',
  done: 0,
  total: 0,
  error: { code, ...(reason ? { reason } : {}), message },
});

const everyMs = 500;

/** Undefined while nothing is known; asked twice a second until it has ended. */
export function useJob(id: string | undefined): JobView | undefined {
  const { data, error } = useQuery<JobView, ApiError>({
    queryKey: [`/api/jobs/${id}`],
    queryFn: ({ signal }) => get<JobView>(`/api/jobs/${id}`, {}, signal),
    enabled: id !== undefined,
    refetchInterval: ({ state: { data, error } }) =>
      error?.status === 404 || (data && data.state !== 'running') ? false : everyMs,
  });
  if (id === undefined) return undefined;
  return error?.status === 404 ? forgotten(id, error) : data;
}
