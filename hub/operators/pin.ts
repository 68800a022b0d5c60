// What is stored of a PIN and of a badge.
import { createHash } from 'node:crypto';

export { hashSecret as hashPin, verifySecret as verifyPin } from '../platform/secret-hash.ts';

/** What is kept of a badge: its text never leaves the reader's side. */
export const badgeHash = (badge: string): string => createHash('sha256').update(badge, 'utf8').digest('hex');
