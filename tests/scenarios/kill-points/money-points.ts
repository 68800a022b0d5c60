// Moments before and after money moves at the stand-in payment method, whose truth is a file written line by line.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import type { KillPoints } from './kill-points.ts';

const movement = /^\{"type":"(charge|refund|closed)"/;

/** From now on each line of the truth file is two moments: before it is written, and when it is on disk. */
export function watchMoney(points: KillPoints): void {
  const { writeSync, fsyncSync } = fs;
  const written = new Map<number, string>();
  fs.writeSync = ((file: number, ...given: unknown[]) => {
    const [, kind] = movement.exec(String(given[0])) ?? [];
    if (kind) {
      points.pass(`before money: ${kind}`);
      written.set(file, kind);
    }
    return (writeSync as (...all: unknown[]) => number)(file, ...given);
  }) as typeof fs.writeSync;
  fs.fsyncSync = (file: number) => {
    fsyncSync(file);
    const kind = written.get(file);
    written.delete(file);
    if (kind) points.pass(`after money: ${kind}`);
  };
  syncBuiltinESMExports();
}
