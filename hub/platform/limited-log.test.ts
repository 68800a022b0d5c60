import { describe, expect, it } from 'vitest';
import { limitedLog } from './limited-log.ts';
import type { Log } from './log.ts';

describe('limited log', () => {
  it('[ATK-3] passes so many lines of one message and counts the rest', () => {
    const lines: [object, string][] = [];
    const write = (fields: object, message: string) => void lines.push([fields, message]);
    const log: Log = { info: write, warn: write, error: write };
    const now = { ms: 0 };
    const limited = limitedLog(log, { monotonicMs: () => now.ms }, { linesMax: 2, spanMs: 1000 });
    for (let n = 0; n < 10; n += 1) limited.warn({ n }, 'hello refused');
    limited.error({}, 'something else');
    expect(lines).toEqual([
      [{ n: 0 }, 'hello refused'],
      [{ n: 1 }, 'hello refused'],
      [{}, 'something else'],
    ]);
    now.ms = 1000;
    limited.warn({ n: 10 }, 'hello refused');
    expect(lines.slice(3)).toEqual([
      [{ leftOut: 8 }, 'left out of the log: hello refused'],
      [{ n: 10 }, 'hello refused'],
    ]);
  });

  it('[ATK-3] keeps no more kinds than there are constants in the code', () => {
    let written = 0;
    const count = () => {
      written += 1;
    };
    const limited = limitedLog({ info: count, warn: count, error: count }, { monotonicMs: () => 0 });
    for (let n = 0; n < 5000; n += 1) limited.info({}, `message ${n}`);
    expect(written).toBe(520);
  });
});
