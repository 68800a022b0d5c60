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
label{display:block;margin:1.25rem 0 .25rem;font-weight:600}
input{width:100%;font:inherit;font-size:1.5rem;padding:.6rem .8rem;border:2px solid #8a8272;border-radius:.6rem}
button{margin-top:1.75rem;width:100%;font:inherit;font-size:1.25rem;font-weight:600;padding:.9rem;border:0;border-radius:.6rem;background:#9a2318;color:#fff}
.note{margin:1.5rem 0 0;padding:1rem;border-radius:.6rem;background:#fff;border-inline-start:.4rem solid #9a2318}.ok{border-color:#2c6b3f}
dl{margin:1.25rem 0 0;background:#fff;border-radius:.6rem;padding:.25rem 1rem}
dl div{padding:.6rem 0;border-block-end:1px solid #e4ded2}dl div:last-child{border:0}
dt{color:#5d574b;font-size:.9rem}dd{margin:0;overflow-wrap:anywhere}
.sum{font-variant-numeric:tabular-nums;font-weight:600}
a{color:#9a2318}`;

/** A whole page; `body` is HTML that is escaped already. */
export const htmlPage = (title: string, body: string): string => `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="referrer" content="no-referrer"><title>${escaped(title)}</title><style>${style}</style></head>
<body><main>${body}</main></body></html>`;

/** Label in both languages, and a value that is not escaped yet. */
export type Fact = readonly [zh: string, en: string, value: string];

export const factList = (facts: readonly Fact[]): string => {
  const rows = facts.map(
    ([zh, en, value]) => `<div><dt>${zh} <span class="en">${en}</span></dt><dd>${escaped(value)}</dd></div>`,
  );
  return `<dl>${rows.join('')}</dl>`;
};

export const notice = (zh: string, en: string, isGood = false, id = ''): string =>
  `<p class="note ${isGood ? 'ok' : ''}" role="status" data-result="${escaped(id)}">${escaped(zh)}<br><span class="en">${escaped(en)}</span></p>`;
