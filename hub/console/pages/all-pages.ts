// pure
// Every page of the console, one line a slice.
import { livePages } from './live/pages.ts';
import type { ConsolePage } from './page.ts';

export const allPages: readonly ConsolePage[] = [...livePages];
