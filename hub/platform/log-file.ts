// The hub's log in a file. A disk that is full, or a file that cannot be written, costs log lines and nothing else.
import pino from 'pino';
import type { Log } from './log.ts';

/** Throws the system's error when the file cannot be opened; `complain` hears of the first line that was lost. */
export function openLogFile(path: string, complain: (message: string) => void): Log {
  const file = pino.destination({ dest: path, sync: true });
  let isTold = false;
  // Without a listener the failing write would end the process.
  file.on('error', (error: Error) => {
    if (isTold) return;
    isTold = true;
    complain(`the log ${path} cannot be written (${error.message}): make room; the hub goes on without it`);
  });
  return pino({ name: 'hub' }, file);
}
