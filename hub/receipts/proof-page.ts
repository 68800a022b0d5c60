// pure
// A receipt as one file that checks itself: data, script and words in one page that asks nobody (TLOG-11).
import { createHash } from 'node:crypto';
import { escaped, type Language } from '../http/pages/html.ts';
import type { ReceiptProof } from './receipt-proof.ts';

const style = `*{box-sizing:border-box}body{margin:0;background:#f4f1ea;color:#26231d;font:17px/1.5 system-ui,"Noto Sans CJK SC",sans-serif}main{max-width:42rem;margin:0 auto;padding:1.5rem 1.25rem}h1{font-size:1.5rem;margin:0}h2{font-size:1.1rem;margin:1.75rem 0 .5rem}.note{padding:1rem;border-radius:.6rem;background:#fff;border-inline-start:.4rem solid #9a2318;font-weight:600}.ok.note{border-color:#2c6b3f}ul{list-style:none;margin:0;padding:.25rem 1rem;background:#fff;border-radius:.6rem}li{padding:.5rem 0;overflow-wrap:anywhere}li.ok{color:#2c6b3f}li.bad{color:#9a2318;font-weight:600}li.open{color:#5d574b}dl{margin:0;background:#fff;border-radius:.6rem;padding:.25rem 1rem}dl div{padding:.5rem 0}dt{color:#5d574b;font-size:.9rem}dd{margin:0;overflow-wrap:anywhere}#keys dd{font:.8rem/1.5 ui-monospace,monospace}`;

const hash = (text: string) => createHash('sha256').update(text).digest('base64');
/** JSON that cannot end the element it stands in, whatever a person wrote into it. */
const inlineJson = (value: unknown) => JSON.stringify(value).replaceAll('<', '\\u003c');

/** The whole file. `script` is `proof-script.js`; the page's own policy lets nothing else run and nothing be fetched. */
export function proofPage(proof: ReceiptProof, script: string, lang: Language): string {
  const t = (zh: string, en: string) => (lang === 'en' ? en : zh);
  const policy = `default-src 'none'; script-src 'sha256-${hash(script)}'; style-src 'sha256-${hash(style)}'; base-uri 'none'; form-action 'none'`;
  const title = t('可离线核验的购买凭证', 'A receipt that checks itself offline');
  const open = t(
    '本文件不能证明：列出的公钥属于它们所说的人（请与下列来源比对）；钱在支付平台已经到账；商品本身的品质。',
    'This file cannot prove: that the keys belong to whom they name (compare them, below); that money moved at the payment provider; the quality of the goods.',
  );
  const compare = t(
    '请把指纹与别处比对：专柜公钥见该专柜的公开页面，日志公钥见平台“透明日志”页面及审计机构保存的副本，认定员与根密钥见公布的密钥清单。',
    'Compare fingerprints elsewhere: the counter’s key on its public page, the log’s key on the public log page and with an auditor, certifiers’ and root keys in the published list of keys.',
  );
  return `<!doctype html>
<html lang="${lang === 'en' ? 'en' : 'zh-CN'}"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escaped(title)}</title><style>${style}</style></head>
<body><main><h1>${title}</h1><p id="verdict" class="note" role="status" data-result="checking">${t('正在核验……', 'Checking …')}</p><dl id="facts"></dl><h2>${t('核验了什么', 'What was checked')}</h2><ul id="checks"></ul><h2>${t('没有核验什么', 'What was not checked')}</h2><p>${open}</p><h2>${t('公钥', 'Public keys')}</h2><p>${compare}</p><dl id="keys"></dl></main>
<script type="application/json" id="proof">${inlineJson(proof)}</script><script>${script}</script></body></html>
`;
}
