// The hub's log in a file. A disk that is full, or a file that cannot be written, costs log lines and nothing else.
import pino from 'pino';
import type { Log } from './log.ts';

/**
 * SEC-30: what failed and where, and nothing else an error may carry with it (a driver's parameters, an answer's body).
 * Pino by itself writes an Error under any other name than `err` as {}.
 */
export function errorFields(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message, stack, code, cause } = error as Error & { code?: unknown };
  return {
    type: name,
    message,
    ...(code === undefined ? {} : { code }),
    stack,
    ...(cause === undefined ? {} : { cause: errorFields(cause) }),
  };
}

/** Throws the system's error when the file cannot be opened; `complain` hears of the first line that was lost. */
export function openLogFile(path: string, complain: (message: string) => void): Log {
  const file = pino.destination({ dest: path, sync: true, mode: 0o600 });
  let isTold = false;
  // Without a listener the failing write would end the process.
  file.on('error', (error: Error) => {
    if (isTold) return;
    isTold = true;
    complain(`the log ${path} cannot be written (${error.message}): make room; the hub goes on without it`);
  });
  return pino({ name: 'hub', serializers: { error: errorFields } }, file);
}
