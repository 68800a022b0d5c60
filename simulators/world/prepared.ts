// What every seed begins with, made once for all seeds of a process.
import { emptyCounterImage } from './counter-store.ts';
import { emptyHubImage } from './hub.ts';
import { catalogOf, type FirstOffice, firstOffice, thiefsPushes } from './offices.ts';
import type { ForgedCatalog } from './thief.ts';

/** 2027-01-15, 16:00 in Hohhot. */
export const startMs = 1_800_000_000_000;

export interface Prepared {
  counterImage: Uint8Array;
  hubImage: Uint8Array;
  office: FirstOffice;
  thiefs: Awaited<ReturnType<typeof thiefsPushes>>;
  forgedCatalog: ForgedCatalog;
}

export async function prepare(): Promise<Prepared> {
  const office = await firstOffice(startMs);
  const other = await firstOffice(startMs, ' of the thief');
  return {
    counterImage: await emptyCounterImage(),
    hubImage: await emptyHubImage(),
    office,
    thiefs: await thiefsPushes(other, office, startMs + 60_000),
    forgedCatalog: await catalogOf(other),
  };
}
