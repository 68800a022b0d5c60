// pure
// The small pages that people open on a phone without signing in: one look, no script, every text escaped.

export const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const style = `
*{box-sizing:border-box}
body{margin:0;background:#f4f1ea;color:#26231d;font:18px/1.5 system-ui,"Noto Sans CJK SC",sans-serif}
main{max-width:30rem;margin:0 auto;padding:2rem 1.25rem}
h1{font-size:1.5rem;line-height:1.3;margin:0 0 .25rem}h2{font-size:1.1rem;margin:2rem 0 .5rem}
.en{color:#5d574b;font-size:.9rem}
nav{display:flex;flex-wrap:wrap;gap:.25rem 1rem;margin:0 0 1.5rem;font-size:1rem}nav a{padding:.35rem 0}
textarea,select{width:100%;font:inherit;padding:.6rem .8rem;border:2px solid #8a8272;border-radius:.6rem;background:#fff}textarea{min-height:9rem}
.list{list-style:none;margin:1rem 0 0;padding:0;background:#fff;border-radius:.6rem}.list li{padding:.7rem 1rem;border-block-end:1px solid #e4ded2;overflow-wrap:anywhere}.list li:last-child{border:0}
.trap{position:absolute;inset-inline-start:-9999px}
code,pre{font:.8rem/1.5 ui-monospace,monospace;overflow-wrap:anywhere;white-space:pre-wrap}details{margin:.5rem 0}summary{padding:.35rem 0;cursor:pointer}
label{display:block;margin:1.25rem 0 .25rem;font-weight:600}
input{width:100%;font:inherit;font-size:1.5rem;padding:.6rem .8rem;border:2px solid #8a8272;border-radius:.6rem}
button{margin-top:1.75rem;width:100%;font:inherit;font-size:1.25rem;font-weight:600;padding:.9rem;border:0;border-radius:.6rem;background:#9a2318;color:#fff}
.note{margin:1.5rem 0 0;padding:1rem;border-radius:.6rem;background:#fff;border-inline-start:.4rem solid #9a2318}.ok{border-color:#2c6b3f}
dl{margin:1.25rem 0 0;background:#fff;border-radius:.6rem;padding:.25rem 1rem}
dl div{padding:.6rem 0;border-block-end:1px solid #e4ded2}dl div:last-child{border:0}
dt{color:#5d574b;font-size:.9rem}dd{margin:0;overflow-wrap:anywhere}
.sum{font-variant-numeric:tabular-nums;font-weight:600}
a{color:#9a2318}`;

export type Language = 'zh' | 'en';

/** What a page needs to know of its reader. */
export interface View {
  lang: Language;
  /** Path of this page without its language, escaped nowhere yet. */
  path: string;
}
export const words =
  ({ lang }: Pick<View, 'lang'>) =>
  (zh: string, en: string): string =>
    lang === 'en' ? en : zh;

/** A path of our own in the reader's language. */
export function linkTo({ lang }: Pick<View, 'lang'>, path: string): string {
  if (lang === 'zh') return escaped(path);
  return escaped(`${path}${path.includes('?') ? '&' : '?'}lang=en`);
}

/** A whole page; `body` is HTML that is escaped already. */
export const htmlPage = (title: string, body: string, lang: Language = 'zh'): string => `<!doctype html>
<html lang="${lang === 'en' ? 'en' : 'zh-CN'}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="referrer" content="no-referrer"><title>${escaped(title)}</title><style>${style}</style></head>
<body><main>${body}</main></body></html>`;

/** A page of the public site: where else to look, and the other language. */
export function publicPage(view: View, title: string, body: string): string {
  const t = words(view);
  const other = view.lang === 'en' ? view.path : linkTo({ lang: 'en' }, view.path);
  const places: [string, string][] = [
    ['/public', t('查询', 'Look up')],
    ['/catalog', t('产品目录', 'Catalog')],
    ['/public/withdrawals', t('清理与停售', 'Withdrawn')],
    ['/public/exposures', t('通报曝光', 'Exposures')],
    ['/log', t('透明日志', 'Log')],
  ];
  const links = places.map(([path, name]) => `<a href="${linkTo(view, path)}">${name}</a>`).join('');
  const switched = `<a href="${view.lang === 'en' ? escaped(other) : other}" hreflang="${view.lang === 'en' ? 'zh-CN' : 'en'}" data-testid="language">${t('English', '中文')}</a>`;
  return htmlPage(title, `<nav>${links}${switched}</nav>${body}`, view.lang);
}

/** Label in both languages, and a value that is not escaped yet. */
export type Fact = readonly [zh: string, en: string, value: string];

export const factList = (facts: readonly Fact[], lang: Language = 'zh'): string => {
  const rows = facts.map(([zh, en, value]) => {
    const label = lang === 'en' ? en : `${zh} <span class="en">${en}</span>`;
    return `<div><dt>${label}</dt><dd>${escaped(value)}</dd></div>`;
  });
  return `<dl>${rows.join('')}</dl>`;
};

export const notice = (zh: string, en: string, isGood = false, id = ''): string =>
  `<p class="note ${isGood ? 'ok' : ''}" role="status" data-result="${escaped(id)}">${escaped(zh)}<br><span class="en">${escaped(en)}</span></p>`;

/** Text with its paragraphs. */
export const paragraphs = (text: string): string =>
  text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => `<p>${escaped(line)}</p>`)
    .join('');

/** Items that are HTML already. */
export const listOf = (items: readonly string[]): string =>
  `<ul class="list">${items.map((item) => `<li>${item}</li>`).join('')}</ul>`;

export const yuan = (fen: number) => `${(fen / 100).toFixed(2)} 元`;
/** Beijing time, to the minute. */
export const timeOf = (ms: number) =>
  new Date(ms + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
