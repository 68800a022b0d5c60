// pure
// Texts of /sys and /proc to what they say.

/** Mains is there when any supply of the type says so; null when there is no such supply. */
export function mainsOf(supplies: readonly { type: string; online: string }[]): boolean | null {
  const mains = supplies.filter(({ type, online }) => type.trim() === 'Mains' && /^[01]\s*$/.test(online));
  return mains.length === 0 ? null : mains.some(({ online }) => online.trim() === '1');
}

/** Level of the best radio link in /proc/net/wireless, dBm; drivers that give it as an unsigned byte are understood. */
export function signalOf(wireless: string): number | null {
  const levels = wireless
    .split('\n')
    .slice(2)
    .map((line) => /^\s*\S+:\s+\S+\s+\S+\s+(-?\d+)/.exec(line)?.[1])
    .filter((level) => level !== undefined)
    .map(Number)
    .map((level) => (level > 127 ? level - 256 : level))
    .filter((level) => level < 0);
  return levels.length === 0 ? null : Math.max(...levels);
}
