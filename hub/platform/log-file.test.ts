import { describe, expect, it } from 'vitest';
import { openLogFile } from './log-file.ts';

describe('log file', () => {
  it('[HUB-5] a full disk costs log lines, told once, and not the hub', () => {
    const told: string[] = [];
    const log = openLogFile('/dev/full', (message) => told.push(message));
    for (let n = 0; n < 3; n += 1) log.info({ n }, 'something');
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/\/dev\/full cannot be written .* make room/);
  });
});
