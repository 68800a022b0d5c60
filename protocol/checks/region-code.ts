// pure
/** GB/T 2260: two digits province, two digits league, two digits banner; provinces start at 11. */
const SHAPE = /^[1-9][1-9][0-9]{4}$/;

export type RegionLevel = 'region' | 'league' | 'banner';

/** The level a six-digit GB/T 2260 code stands for, or null when it has not that shape. Existence is not looked up. */
export function regionLevel(code: string): RegionLevel | null {
  if (!SHAPE.test(code)) return null;
  if (code.endsWith('0000')) return 'region';
  if (code.slice(2, 4) === '00') return null;
  return code.endsWith('00') ? 'league' : 'banner';
}

/** True for the shape of a banner's code (last two digits not 00). */
export function isBannerCode(code: string): boolean {
  return regionLevel(code) === 'banner';
}

/** The league's code (`150400`) a banner's code (`150430`) lies in. */
export function leagueOfBanner(code: string): string {
  return `${code.slice(0, 4)}00`;
}
