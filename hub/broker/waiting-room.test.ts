import { describe, expect, it } from 'vitest';
import { placeOf, WaitingRoom } from './waiting-room.ts';

function room(placesMax: number) {
  let made = 0;
  const gone: string[] = [];
  const waiting = new WaitingRoom(placesMax, () => {
    made += 1;
  });
  const enter = (address: string, port: number, nowMs = 0) =>
    waiting.enter(`${address}:${port}`, address, { destroy: () => gone.push(`${address}:${port}`) }, nowMs);
  return { waiting, enter, gone, made: () => made };
}

describe('waiting room', () => {
  it('[BRK-13] one address cannot keep another one out', () => {
    const { waiting, enter, gone, made } = room(4);
    for (let port = 1; port <= 4; port += 1) expect(enter('10.0.0.1', port)).toBe(true);
    expect(enter('10.0.0.1', 5)).toBe(false);
    expect(enter('10.0.0.2', 1)).toBe(true);
    expect(enter('10.0.0.3', 1)).toBe(true);
    expect(gone).toEqual(['10.0.0.1:1', '10.0.0.1:2']);
    // Two, one and one: who makes room would have no more than the newcomer.
    expect(enter('10.0.0.2', 2)).toBe(false);
    expect(enter('10.0.0.4', 1)).toBe(true);
    expect(enter('10.0.0.5', 1)).toBe(false);
    expect([waiting.size, made()]).toEqual([4, 3]);
  });

  it('[BRK-13] who leaves frees a place, once', () => {
    const { waiting, enter } = room(1);
    enter('10.0.0.1', 1);
    waiting.leave('10.0.0.1:1');
    waiting.leave('10.0.0.1:1');
    expect(waiting.size).toBe(0);
    expect(enter('10.0.0.2', 1)).toBe(true);
    waiting.sendAllAway();
  });

  it('[BRK-9] who is not admitted in time goes, however busy it is', () => {
    const { waiting, enter, gone } = room(9);
    for (const nowMs of [1, 2, 3]) enter('10.0.0.1', nowMs, nowMs);
    expect(waiting.sendLateAway(3)).toBe(2);
    expect(gone).toEqual(['10.0.0.1:1', '10.0.0.1:2']);
    expect([waiting.size, waiting.sendLateAway(3)]).toEqual([1, 0]);
  });

  it('[BRK-13] addresses one machine chooses at will are one', () => {
    expect(placeOf('2001:db8:1:2:3:4:5:6')).toBe(placeOf('2001:db8:1:2::9'));
    expect(placeOf('2001:db8:1:2::9')).not.toBe(placeOf('2001:db8:1:3::9'));
    expect(placeOf('::ffff:10.0.0.1')).not.toBe(placeOf('::ffff:10.0.0.2'));
  });
});
