// A flood of bad packets must not become a flood of log lines: so many of one kind, the rest counted.
import type { Clock } from './clock.ts';
import type { Log } from './log.ts';

export interface LogLimit {
  /** Lines of one message within the span; the first line of the next span says how many were left out. */
  linesMax: number;
  spanMs: number;
}

const usual: LogLimit = { linesMax: 20, spanMs: 60_000 };
/** Messages are constants of the code; should one not be, they share one place from here on. */
const kindsMax = 500;

/** ATK-3: passes each message on until its limit; the fields of a line do not make it another message. */
export function limitedLog(log: Log, clock: Pick<Clock, 'monotonicMs'>, limit: LogLimit = usual): Log {
  const kinds = new Map<string, { sinceMs: number; lines: number; leftOut: number }>();

  const pass = (level: keyof Log) => (fields: object, message: string) => {
    const key = kinds.size < kindsMax || kinds.has(message) ? message : '';
    const nowMs = clock.monotonicMs();
    let kind = kinds.get(key);
    if (kind === undefined || nowMs - kind.sinceMs >= limit.spanMs) {
      const leftOut = kind?.leftOut ?? 0;
      kind = { sinceMs: nowMs, lines: 0, leftOut: 0 };
      kinds.set(key, kind);
      if (leftOut > 0) log[level]({ leftOut }, `left out of the log: ${message}`);
    }
    kind.lines += 1;
    if (kind.lines > limit.linesMax) kind.leftOut += 1;
    else log[level](fields, message);
  };

  return { info: pass('info'), warn: pass('warn'), error: pass('error') };
}
