// pure
// Withdrawals, exposure notices, counters and the complaint form, as anybody sees them. No names of persons.
import type { Counter } from '../../fleet/counter.ts';
import type { Sanction } from '../../sanctions/sanction-lists.ts';
import type { ComplaintCategory, ComplaintState } from '../../supervision/complaints.ts';
import type { Exposure, ExposureText } from '../../supervision/exposure-store.ts';
import {
  escaped,
  factList,
  linkTo,
  listOf,
  notice,
  paragraphs,
  publicPage,
  timeOf,
  type View,
  words,
} from './html.ts';

const kindWords: Record<Sanction['kind'], [zh: string, en: string]> = {
  product: ['产品清理出目录', 'product withdrawn'],
  lot: ['批次召回', 'lots recalled'],
  supplier: ['扶贫失信黑名单', 'supplier blacklisted'],
  channel: ['专柜暂停销售', 'counter suspended'],
  company: ['运营单位全部专柜暂停销售', 'all counters of a company suspended'],
};
const levelWords = {
  region: ['自治区', 'region'],
  league: ['盟市', 'league'],
  banner: ['旗县区', 'banner'],
} as const;

/** Page links; `pages` at least one. */
export function pager(view: View, path: string, page: number, pages: number): string {
  const t = words(view);
  const join = path.includes('?') ? '&' : '?';
  const to = (number: number, name: string) =>
    `<a href="${linkTo(view, `${path}${join}page=${number}`)}">${name}</a>`;
  const back = page > 1 ? to(page - 1, t('上一页', 'Previous')) : '';
  const next = page < pages ? to(page + 1, t('下一页', 'Next')) : '';
  return `<p>${back} ${t('第', 'Page')} ${page} / ${pages}${t(' 页', '')} ${next}</p>`;
}

/** PUB-7: what is in force, and what was released. */
export function withdrawalsPage(
  view: View,
  rows: readonly (Sanction & { shownName: string })[],
  pages: string,
  isReleased: boolean,
): string {
  const t = words(view);
  const title = isReleased ? t('已解除', 'Released') : t('清理与停售', 'Withdrawn and suspended');
  const items = rows.map((one) => {
    const [zh, en] = kindWords[one.kind];
    const level = levelWords[one.level];
    const lots = one.lots.length > 0 ? ` · ${t('批次', 'lots')} ${one.lots.join('、')}` : '';
    const until = one.releasedAt === null ? '' : ` – ${timeOf(one.releasedAt)}`;
    const basis = one.legalBasis === '' ? '' : `<br><span class="en">${escaped(one.legalBasis)}</span>`;
    return `<strong>${escaped(one.shownName)}</strong>${escaped(lots)}<br>${t(zh, en)}：${escaped(one.reason)}${basis}<br><span class="en">${t(level[0], level[1])} · ${timeOf(one.at)}${until}</span>`;
  });
  const other = isReleased ? '/public/withdrawals' : '/public/withdrawals?state=released';
  const link = `<p><a href="${linkTo(view, other)}">${isReleased ? t('生效中的', 'In force') : t('已解除的', 'Released ones')}</a></p>`;
  const none = `<p>${t('目前没有。', 'None at present.')}</p>`;
  return publicPage(
    view,
    title,
    `<h1>${title}</h1>${items.length > 0 ? listOf(items) : none}${pages}${link}`,
  );
}

export function exposuresPage(
  view: View,
  rows: readonly { id: string; title: string; targetName: string; publishedAt: number }[],
): string {
  const t = words(view);
  const title = t('通报曝光', 'Exposure notices');
  const items = rows.map(
    ({ id, title: own, targetName, publishedAt }) =>
      `<a href="${linkTo(view, `/public/exposures/${encodeURIComponent(id)}`)}">${escaped(own)}</a><br><span class="en">${escaped(targetName)} · ${timeOf(publishedAt)}</span>`,
  );
  const none = `<p>${t('目前没有通报。', 'There are no notices.')}</p>`;
  return publicPage(view, title, `<h1>${title}</h1>${items.length > 0 ? listOf(items) : none}`);
}

/** PUB-8: the newest approved text, the reply, corrections with their reasons; of one taken down only why. */
export function exposurePage(view: View, exposure: Exposure, texts: readonly ExposureText[]): string {
  const t = words(view);
  const text = texts.at(-1);
  const title = text?.title ?? '';
  if (exposure.takenDownAt !== null || !text) {
    const why = `${t('撤下原因', 'Why')}：${escaped(exposure.takeDownReason ?? '')}`;
    return publicPage(
      view,
      t('通报已撤下', 'Notice taken down'),
      `<h1>${t('通报已撤下', 'Notice taken down')}</h1>${notice('该通报已撤下。', 'This notice was taken down.', false, 'taken-down')}<p>${why}</p>`,
    );
  }
  const facts = factList(
    [
      ['被通报单位', 'About', exposure.targetName],
      ['依据', 'Grounds', text.legalBasis],
      ['发布时间', 'Published', timeOf(exposure.publishedAt ?? 0)],
    ],
    view.lang,
  );
  const corrections = texts.filter(({ why }) => why !== '');
  const changed =
    corrections.length > 0
      ? `<h2>${t('更正', 'Corrections')}</h2>${listOf(corrections.map(({ why, approvedAt }) => `${timeOf(approvedAt ?? 0)} ${escaped(why)}`))}`
      : '';
  const reply =
    exposure.reply === null
      ? `<p class="en">${t('期限内未收到答复。', 'No reply came in time.')}</p>`
      : `${paragraphs(exposure.reply)}<p class="en">${escaped(exposure.repliedBy ?? '')} · ${timeOf(exposure.repliedAt ?? 0)}</p>`;
  const body = `<h1>${escaped(title)}</h1>${facts}${paragraphs(text.body)}<h2>${t('被通报单位的答复', 'Reply of the party')}</h2>${reply}${changed}`;
  return publicPage(view, title, body);
}

const siteWords: Record<Counter['siteKind'], [zh: string, en: string]> = {
  agency: ['机关', 'agency'],
  community: ['社区', 'community'],
  mall: ['商场', 'mall'],
  university: ['高校', 'university'],
  hospital: ['医院', 'hospital'],
  company: ['企业', 'company'],
  station: ['车站', 'station'],
  airport: ['机场', 'airport'],
};

/** PUB-5: where a counter stands, who runs it, and whether it is suspended. */
/** `share`: percent of its sales since a year that the hub judged certified; null when none was judged. */
export function counterPage(
  view: View,
  counter: Counter,
  suspension: Sanction | undefined,
  share: number | null,
  keyFingerprint?: string,
): string {
  const t = words(view);
  const isRunning = counter.status === 'enrolled';
  const open = isRunning
    ? notice('销售渠道正常。', 'Not suspended.', true, 'in-order')
    : notice('尚未启用或已停用。', 'Not in service.', false, 'not-in-service');
  const state = suspension
    ? `${notice('该专柜已暂停销售。', 'This counter is suspended.', false, 'suspended')}<p>${escaped(suspension.reason)} ${escaped(suspension.legalBasis)}</p>`
    : open;
  const [zh, en] = siteWords[counter.siteKind];
  const facts = factList(
    [
      ['编号', 'Number', counter.id],
      ['地址', 'Address', counter.address],
      ['场所', 'Site', t(zh, en)],
      ['布放单位', 'Host unit', counter.hostUnit],
      ['运营单位', 'Operating company', counter.operatingCompany],
      [
        '认定产品占比（近一年）',
        'Certified share since a year',
        share === null ? t('尚无销售', 'no sales yet') : `${Math.floor(share * 100) / 100}%`,
      ],
      ...(keyFingerprint
        ? [
            [
              '日志公钥指纹（SHA-256）',
              'Fingerprint of its journal key (SHA-256)',
              keyFingerprint.match(/.{8}/g)!.join(' '),
            ] as const,
          ]
        : []),
    ],
    view.lang,
  );
  return publicPage(view, counter.name, `<h1>${escaped(counter.name)}</h1>${state}${facts}`);
}

export const categoryWords: Record<ComplaintCategory, [zh: string, en: string]> = {
  'not-delivered': ['没有出货', 'Not delivered'],
  refund: ['退款没有到账', 'The refund did not arrive'],
  quality: ['质量问题', 'Quality'],
  expired: ['超过保质期', 'Past its date'],
  price: ['价格不符', 'Wrong price'],
  'not-certified': ['怀疑不是认定产品', 'Perhaps not certified'],
  machine: ['设备故障', 'The machine'],
  other: ['其他', 'Something else'],
};

export interface FormFields {
  token: string;
  category?: string;
  text?: string;
  /** Why it was not taken. */
  problem?: [zh: string, en: string];
}

/** CMPL-2: works without script; the field nobody sees is filled by programs only. */
export function complaintForm(
  view: View,
  action: string,
  { token, category, text = '', problem }: FormFields,
): string {
  const t = words(view);
  const options = Object.entries(categoryWords).map(
    ([id, [zh, en]]) =>
      `<option value="${id}"${id === category ? ' selected' : ''}>${t(zh, `${en}`)}</option>`,
  );
  const trouble = problem ? notice(problem[0], problem[1], false, 'refused') : '';
  const title = t('投诉', 'Complaint');
  const body = `<h1>${title}</h1>${trouble}<form method="post" action="${linkTo(view, action)}">
<input type="hidden" name="token" value="${escaped(token)}">
<div class="trap" aria-hidden="true"><label>Website<input name="website" tabindex="-1" autocomplete="off"></label></div>
<label for="category">${t('问题', 'What is it about')}</label><select id="category" name="category">${options.join('')}</select>
<label for="text">${t('经过（1000 字以内）', 'What happened (1000 characters at most)')}</label><textarea id="text" name="text" maxlength="1000" required>${escaped(text)}</textarea>
<label for="contact">${t('联系方式（可不填，仅处理人员可见）', 'How to reach you (optional; only handlers see it)')}</label><input id="contact" name="contact" maxlength="100" autocomplete="off">
<button data-testid="send-complaint">${t('提交', 'Send')}</button></form>`;
  return publicPage(view, title, body);
}

const stateWords: Record<ComplaintState, [zh: string, en: string]> = {
  open: ['已收到，等待处理', 'Received'],
  assigned: ['正在处理', 'Being handled'],
  answered: ['已答复', 'Answered'],
  closed: ['已办结', 'Closed'],
};

/** CMPL-3: what became of it; nothing of what was written. */
export function complaintPage(
  view: View,
  code: string,
  status: {
    state: ComplaintState;
    createdAt: number;
    category: ComplaintCategory;
    answers: readonly { at: number; text: string }[];
  },
): string {
  const t = words(view);
  const [zh, en] = stateWords[status.state];
  const [about, aboutEn] = categoryWords[status.category];
  const facts = factList(
    [
      ['投诉编号', 'Code', code],
      ['问题', 'About', t(about, aboutEn)],
      ['提交时间', 'Sent', timeOf(status.createdAt)],
    ],
    view.lang,
  );
  const answers = status.answers.map(
    ({ at, text }) => `${paragraphs(text)}<span class="en">${timeOf(at)}</span>`,
  );
  const title = t('投诉进度', 'Complaint');
  const body = `<h1>${title}</h1>${notice(zh, en, status.state !== 'open', status.state)}${facts}<p>${t('请记下编号或收藏本页，以便查询进度。', 'Keep the code or this page to see what becomes of it.')}</p>${answers.length > 0 ? `<h2>${t('答复', 'Answers')}</h2>${listOf(answers)}` : ''}`;
  return publicPage(view, title, body);
}
