import { expect, it } from 'vitest';
import { noteOutage, type Outage } from './board-outage.ts';

const fresh: Outage = { isWritten: false, onlineSinceMs: undefined };

/** Lines of a board that is seen so at these seconds. */
function lines(seen: [second: number, isOnline: boolean][], from = fresh) {
  let outage = from;
  return seen.flatMap(([second, isOnline]) => {
    const noted = noteOutage(outage, isOnline, second * 1000);
    outage = noted.outage;
    return noted.lines.map((line) => ({ ...line, second }));
  });
}

it('[GATE-12] a flapping board is one fault, which ends when the board has stayed for a minute', () => {
  const flaps = Array.from({ length: 50 }, (_, at): [number, boolean] => [at, at % 2 === 1]);
  expect(lines([...flaps, [100, true], [108, true], [109, true], [200, true]])).toMatchObject([
    { code: 'board-offline', active: true, second: 0 },
    { code: 'board-offline', active: false, second: 109 },
  ]);
});

it('[GATE-12] a fault from before a restart ends, a board that was never away writes nothing', () => {
  expect(
    lines(
      [
        [0, true],
        [60, true],
      ],
      { ...fresh, isWritten: true },
    ),
  ).toMatchObject([{ active: false }]);
  expect(
    lines([
      [0, true],
      [60, true],
    ]),
  ).toEqual([]);
});
