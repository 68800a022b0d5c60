import { describe, expect, it } from 'vitest';
import { silentLog } from '../platform/log.ts';
import { logRing } from './log-ring.ts';

describe('log ring', () => {
  it('[CMD-8] keeps the newest lines and passes everything on', () => {
    const passed: string[] = [];
    const ring = logRing({ ...silentLog, warn: (_fields, message) => passed.push(message) }, () => 5, 3);
    for (const n of [1, 2, 3, 4]) ring.log.warn({ n }, `line ${n}`);
    expect(passed).toHaveLength(4);
    expect(ring.tail(10).map((line) => JSON.parse(line).n)).toEqual([2, 3, 4]);
    expect(ring.tail(1)).toHaveLength(1);
  });

  it('[CMD-8] keeps no secret and no long number, however deep', () => {
    const ring = logRing(silentLog, () => 5);
    ring.log.error(
      { operator: { pin: '123456', badge: 'B-77' }, codeUrl: 'weixin://x', n: [1] },
      'call 13904710001 now',
    );
    ring.log.info({ deep: { a: { b: { c: { d: 'secret words' } } } }, long: 'x'.repeat(5000) }, 'm');
    const text = ring.tail(10).join('\n');
    for (const secret of ['123456', 'B-77', 'weixin', '13904710001']) expect(text).not.toContain(secret);
    expect(text).toContain('call *** now');
    expect(Math.max(...ring.tail(10).map((line) => line.length))).toBeLessThanOrEqual(600);
  });
});
