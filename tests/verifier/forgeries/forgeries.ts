// All forgeries: each changes a true export in one way, and says which rule has to name it, and where.
import type { Forgery } from './forgery.ts';
import { withHubKeys, withJournalKey } from './with-keys.ts';
import { withoutKeys } from './without-keys.ts';

export const forgeries: readonly Forgery[] = [...withoutKeys, ...withJournalKey, ...withHubKeys];
