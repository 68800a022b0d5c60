import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hubSaid, isSkewed, lookAtClock, startClockWatch } from './clock-watch.ts';
import { systemProbes } from './probes.ts';
import { enoughBytes, lookAtStorage, lowBytes, startStorage } from './storage-watch.ts';
import { mainsOf, signalOf } from './system-files.ts';

describe('the clock', () => {
  it('[CARE-9] jumps when it goes more than two seconds beside the monotonic one', () => {
    const start = startClockWatch(1_000_000, 0);
    expect(lookAtClock(start, 1_006_900, 5_000).jumpedMs).toBe(0);
    expect(lookAtClock(start, 1_007_001, 5_000).jumpedMs).toBe(2_001);
    const back = lookAtClock(start, 400_000, 5_000);
    expect([back.jumpedMs, back.watch.jumps]).toEqual([-605_000, 1]);
    expect(lookAtClock(back.watch, 405_000, 10_000).jumpedMs).toBe(0);
  });

  it('[CARE-9] is compared with the hub’s, and what is known of it moves with a jump', () => {
    const start = startClockWatch(1_000_000, 0);
    expect(isSkewed(start)).toBe(false);
    const told = hubSaid(start, 1_200_000, 1_000_000);
    expect([told.skewMs, isSkewed(told)]).toEqual([200_000, true]);
    const { watch } = lookAtClock(told, 1_205_000, 5_000);
    expect([watch.skewMs, isSkewed(watch)]).toEqual([0, false]);
    expect(hubSaid(start, 0, 1_000_000).skewMs).toBeUndefined();
  });
});

describe('storage', () => {
  const space = (freeBytes: number) => ({ freeBytes, totalBytes: 1e9 });

  it('[CARE-8] is low below the bound, and again enough only above a higher one', () => {
    const low = lookAtStorage(startStorage, space(lowBytes - 1));
    expect(lookAtStorage(startStorage, space(lowBytes)).low).toBe(false);
    expect(low.low).toBe(true);
    expect(lookAtStorage(low, space(enoughBytes - 1)).low).toBe(true);
    expect(lookAtStorage(low, space(enoughBytes)).low).toBe(false);
  });

  it('[CARE-8] that does not answer three times is low', () => {
    const once = lookAtStorage(startStorage, undefined);
    const thrice = lookAtStorage(lookAtStorage(once, undefined), undefined);
    expect([once.low, thrice.low, thrice.failures]).toEqual([false, true, 3]);
    expect(lookAtStorage(thrice, space(enoughBytes))).toMatchObject({ low: false, failures: 0 });
  });
});

describe('what the machine says', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'probes-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));
  const put = (path: string, text: string) => {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
  };

  it('mains is there when any mains supply is on line; without one nobody knows', () => {
    expect(mainsOf([])).toBeNull();
    expect(mainsOf([{ type: 'Battery\n', online: '1\n' }])).toBeNull();
    expect(mainsOf([{ type: 'Mains\n', online: '0\n' }])).toBe(false);
    expect(
      mainsOf([
        { type: 'Mains', online: '0' },
        { type: 'Mains', online: '1' },
      ]),
    ).toBe(true);
  });

  const wireless = (level: string) =>
    `Inter-| sta-|   Quality        |   Discarded packets\n face | tus | link level noise |  nwid\n wlan0: 0000   54.  ${level}  -256        0      0\n`;
  it.each([
    [wireless('-56.'), -56],
    [wireless('200.'), -56],
    [wireless('0.'), null],
    ['', null],
  ])('signal of %j', (text, dbm) => expect(signalOf(text)).toBe(dbm));

  it('is read from the files, and a folder that is not there answers nothing', async () => {
    put('sys/class/power_supply/AC/type', 'Mains\n');
    put('sys/class/power_supply/AC/online', '0\n');
    put('proc/net/wireless', wireless('-70.'));
    const probes = systemProbes(root, root);
    expect(await probes.mains()).toBe(false);
    expect(await probes.signalDbm()).toBe(-70);
    expect((await probes.space())!.totalBytes).toBeGreaterThan(0);
    const none = systemProbes(join(root, 'none'), join(root, 'none'));
    expect([await none.mains(), await none.signalDbm(), await none.space()]).toEqual([null, null, undefined]);
  });
});
