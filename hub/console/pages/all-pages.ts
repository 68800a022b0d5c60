// Every page of the console, one line a slice.

import { apiPages } from './api/pages.ts';
import { certificationPages } from './certification/pages.ts';
import { channelPages } from './channels/pages.ts';
import { commandPages } from './commands/pages.ts';
import { fleetPages } from './fleet/pages.ts';
import { livePages } from './live/pages.ts';
import { moneyPages } from './money/pages.ts';
import { overviewPages } from './overview/pages.ts';
import type { ConsolePage } from './page.ts';
import { peoplePages } from './people/pages.ts';
import { releasePages } from './releases/pages.ts';
import { rolloutPages } from './rollouts/pages.ts';
import { statisticsPages } from './statistics/pages.ts';
import { supervisionPages } from './supervision/pages.ts';
import { transparencyPages } from './transparency/pages.ts';

export const allPages: readonly ConsolePage[] = [
  ...overviewPages,
  ...statisticsPages,
  ...livePages,
  ...releasePages,
  ...commandPages,
  ...moneyPages,
  ...rolloutPages,
  ...peoplePages,
  ...fleetPages,
  ...certificationPages,
  ...supervisionPages,
  ...transparencyPages,
  ...channelPages,
  ...apiPages,
];
