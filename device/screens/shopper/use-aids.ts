// What helps one shopper to see, hear and reach the page; over with that shopper (SCR-33).
import { useEffect, useState } from 'react';

export interface Aids {
  large: boolean;
  contrast: boolean;
  /** Everything that can be touched stands in the lower half; for tall screens. */
  low: boolean;
  voice: boolean;
}
export type Aid = keyof Aids;

export interface AidSwitches extends Aids {
  toggle(aid: Aid): void;
  reset(): void;
}

const noAids: Aids = { large: false, contrast: false, low: false, voice: false };

/** `voice` is how this counter is set; the shopper's own choice goes before it until `reset`. */
export function useAids(voice: boolean): AidSwitches {
  const [chosen, setChosen] = useState<Partial<Aids>>({});
  const aids = { ...noAids, voice, ...chosen };
  const { large, contrast, low } = aids;
  useEffect(() => {
    const { dataset } = document.documentElement;
    dataset['type'] = large ? 'large' : 'normal';
    dataset['contrast'] = contrast ? 'high' : 'normal';
    dataset['reach'] = low ? 'low' : 'all';
  }, [large, contrast, low]);
  return {
    ...aids,
    toggle: (aid) => setChosen({ ...chosen, [aid]: !aids[aid] }),
    reset: () => setChosen({}),
  };
}
