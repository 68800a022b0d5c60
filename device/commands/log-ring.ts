// pure
// The last log lines of this process, bounded, without what is secret: what a log bundle and remote help are made of.
import type { Log } from '../platform/log.ts';

export interface LogRing {
  /** Passes everything on and remembers it. */
  log: Log;
  /** JSON lines, oldest first. */
  tail(linesMax: number): string[];
}

const secretNames = /pin|badge|secret|token|password|key|cert|phc|code_?url|qr|openid|payer/i;
const longDigits = /\b\d{11,}\b/g;
const lineMax = 600;

/** CMD-8: values under telling names go, and so do long numbers (telephones, cards) within any text. */
function redacted(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return value.slice(0, 300).replaceAll(longDigits, '***');
  if (typeof value !== 'object' || value === null) return value;
  if (depth > 3) return '…';
  if (Array.isArray(value)) return value.slice(0, 20).map((one) => redacted(one, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      name,
      secretNames.test(name) ? '***' : redacted(one, depth + 1),
    ]),
  );
}

export function logRing(log: Log, nowMs: () => number, keptMax = 1000): LogRing {
  const lines: string[] = [];
  const remember = (level: string, fields: object, message: string) => {
    const entry = { at: nowMs(), level, message: redacted(message), ...(redacted(fields) as object) };
    lines.push(JSON.stringify(entry).slice(0, lineMax));
    if (lines.length > keptMax) lines.splice(0, lines.length - keptMax);
  };
  const through = (level: 'info' | 'warn' | 'error') => (fields: object, message: string) => {
    remember(level, fields, message);
    log[level](fields, message);
  };
  return {
    log: { info: through('info'), warn: through('warn'), error: through('error') },
    tail: (linesMax) => lines.slice(-linesMax),
  };
}
