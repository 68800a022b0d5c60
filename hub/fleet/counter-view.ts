// pure
// A counter and its state as one flat row of the interface.
import type { Counter } from './counter.ts';
import type { CounterState } from './counter-list.ts';

/** Never with the journal key: whoever needs it verifies exports with the command line. */
export function counterView(counter: Counter, state: CounterState) {
  const { journalKey: _, latitude, longitude, programme, route, driver, certificate, ...facts } = counter;
  return {
    ...facts,
    latitude: latitude ?? null,
    longitude: longitude ?? null,
    programme: programme ?? null,
    route: route ?? null,
    driver: driver ?? null,
    certificate: certificate ?? null,
    ...state,
  };
}
export type CounterView = ReturnType<typeof counterView>;
