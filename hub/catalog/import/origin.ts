// pure
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import { bad, good, type Parsed } from './reason.ts';
import { type Banner, bannerByCode, findBanner } from './regions.ts';
import { clip, squeeze } from './text.ts';

type Origin = Entry['origin'];

function originOf(banner: Banner): Origin {
  return { banner: banner.code, name: banner.name, league: banner.league.code };
}

function listed(candidates: readonly Banner[]): string {
  return candidates
    .slice(0, 6)
    .map((b) => `${b.league.name}${b.name}（${b.code}）`)
    .join('、');
}

/** Banner of origin from the banner's name or code, the league's name, and a code column when there is one (CAT-9). */
export function parseOrigin(bannerText: string, leagueText: string, codeText: string): Parsed<Origin> {
  const code = squeeze(codeText);
  const name = squeeze(bannerText);
  if (code !== '') return byCode(code, name, squeeze(leagueText));
  return byName(name, squeeze(leagueText));
}

function byCode(code: string, name: string, league: string): Parsed<Origin> {
  const banner = bannerByCode(code);
  if (!banner)
    return bad(
      'banner-code',
      `${clip(code, 20)} 不是内蒙古旗县的行政区划代码`,
      'not the code of a banner of Inner Mongolia',
    );
  const named = name === '' ? null : byName(name, league);
  if (named?.ok && named.value.banner !== code) {
    return bad(
      'banner-mismatch',
      `代码 ${code} 是${banner.name}，与产地“${clip(name, 20)}”不符`,
      `code ${code} is ${banner.name}, the name says otherwise`,
    );
  }
  return good(originOf(banner));
}

function byName(name: string, league: string): Parsed<Origin> {
  const found = findBanner(name, league);
  switch (found.kind) {
    case 'found':
      return good(originOf(found.banner));
    case 'ambiguous':
      return bad(
        'banner-ambiguous',
        `产地不明确，可能是：${listed(found.candidates)}；请写全称`,
        `could be ${listed(found.candidates)}; write the full name`,
      );
    case 'league-only':
      return bad('banner-league-only', '只写了盟市，请写到旗县', 'this names a league; name the banner');
    case 'league-mismatch':
      return bad(
        'banner-league-mismatch',
        `盟市与旗县不符：${listed(found.candidates)}`,
        `league and banner do not belong together: ${listed(found.candidates)}`,
      );
    case 'unknown':
      return bad(
        'banner-unknown',
        '不是内蒙古的旗县名称，请写全称或六位行政区划代码',
        'not a banner of Inner Mongolia; write the full name or the six-digit code',
      );
  }
}
