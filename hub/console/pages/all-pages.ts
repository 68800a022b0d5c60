// pure
// Every page of the console, one line a slice.
import type { ConsolePage } from './page.ts';

export const allPages: readonly ConsolePage[] = [];
