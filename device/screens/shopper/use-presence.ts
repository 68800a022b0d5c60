// Whether somebody stands there: after a time without a touch the page asks, then goes back to its first page (SCR-8).
import { useEffect, useState } from 'react';
import { useIdle } from './use-idle.ts';

export type Presence = 'here' | 'asked' | 'away';

interface PresenceParts {
  idleMs: number;
  /** The shelf, or nothing at all, is shown; a sale keeps its own times. */
  mayLeave: boolean;
  /** Something would be lost. */
  isBusy: boolean;
  onLeave(): void;
}

export function usePresence({ idleMs, mayLeave, isBusy, onLeave }: PresenceParts) {
  const [presence, setPresence] = useState<Presence>('here');
  function leave(): void {
    setPresence('away');
    onLeave();
  }
  useEffect(() => {
    if (!mayLeave) setPresence('here');
  }, [mayLeave]);
  useIdle(idleMs, () => {
    if (!mayLeave || presence === 'away') return;
    if (isBusy && presence === 'here') setPresence('asked');
    else leave();
  });
  return { presence, leave, stay: () => setPresence('here') };
}
