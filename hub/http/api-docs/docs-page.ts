// pure
// The documents for reading: no script, nothing from elsewhere, everything escaped.
import { escaped } from '../pages/html.ts';
import type { asyncApiDocument } from './asyncapi.ts';
import type { OpenApiDocument } from './openapi.ts';

const style = `
*{box-sizing:border-box}
body{margin:0;background:#f6f5f1;color:#24231f;font:16px/1.5 system-ui,"Noto Sans CJK SC",sans-serif}
main{max-width:72rem;margin:0 auto;padding:1.5rem 1rem 4rem}
h1{font-size:1.4rem}h2{font-size:1.15rem;margin:2rem 0 .5rem;scroll-margin-top:1rem}
nav a{display:inline-block;margin:0 .75rem .5rem 0}a{color:#8c2015}
details{background:#fff;border:1px solid #ddd8cc;border-radius:.4rem;margin:.4rem 0}
summary{padding:.5rem .75rem;cursor:pointer;overflow-wrap:anywhere}summary:focus-visible{outline:3px solid #8c2015}
.in{padding:0 .75rem .75rem}.verb{display:inline-block;min-width:5rem;font-weight:700;text-transform:uppercase}
code,pre{font:13px/1.45 ui-monospace,monospace}pre{background:#f0eee7;padding:.75rem;overflow:auto;max-height:28rem}
table{border-collapse:collapse;width:100%}td,th{text-align:start;padding:.3rem .6rem;border-bottom:1px solid #e8e4d9;vertical-align:top}
.dim{color:#615c50}`;

const page = (title: string, body: string): string => `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escaped(title)}</title><style>${style}</style></head><body><main>${body}</main></body></html>`;

const json = (value: unknown): string => `<pre>${escaped(JSON.stringify(value, null, 2))}</pre>`;
const links = `<nav><a href="/api/docs">HTTP</a><a href="/api/docs/mqtt">MQTT</a><a href="/api/openapi.json">openapi.json</a><a href="/api/asyncapi.json">asyncapi.json</a></nav>`;

interface Shown {
  summary: string;
  description: string;
  tags: string[];
  parameters?: { name: string; in: string; required: boolean; description?: string; schema: object }[];
  requestBody?: { description?: string; content: Record<string, { schema?: object }> };
  responses: Record<string, { description: string; content?: Record<string, { schema: object }> }>;
}

const content = (kinds: Record<string, { schema?: object }> = {}): string =>
  Object.entries(kinds)
    .map(([type, { schema }]) => `<p class="dim">${escaped(type)}</p>${schema ? json(schema) : ''}`)
    .join('');

function parameters(list: Shown['parameters'] = []): string {
  if (list.length === 0) return '';
  const rows = list.map(
    ({ name, in: where, required, schema, description = '' }) =>
      `<tr><td><code>${escaped(name)}</code>${required ? ' *' : ''}</td><td>${escaped(where)}</td><td><code>${escaped(JSON.stringify(schema))}</code> ${escaped(description)}</td></tr>`,
  );
  return `<table><thead><tr><th>参数 Parameter</th><th>位置 In</th><th>形式 Form</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function operation(method: string, path: string, shown: Shown): string {
  const id = `${method}-${path}`;
  const body = shown.requestBody
    ? `<h4>请求 Body</h4>${escaped(shown.requestBody.description ?? '')}${content(shown.requestBody.content)}`
    : '';
  const answers = Object.entries(shown.responses)
    .filter(([status]) => status.startsWith('2'))
    .map(([status, answer]) => `<h4>应答 Answer ${escaped(status)}</h4>${content(answer.content)}`);
  return `<details id="${escaped(id)}"><summary><span class="verb">${escaped(method)}</span><code>${escaped(path)}</code> <span class="dim">${escaped(shown.summary)}</span></summary><div class="in"><p>${escaped(shown.description)}</p>${parameters(shown.parameters)}${body}${answers.join('')}</div></details>`;
}

/** The HTTP interface, grouped by tag. */
export function openApiPage(document: OpenApiDocument): string {
  const all = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, shown]) => ({ method, path, shown: shown as unknown as Shown })),
  );
  const tags = [...new Set(all.flatMap(({ shown }) => shown.tags))].sort();
  const groups = tags.map((tag) => {
    const own = all.filter(({ shown }) => shown.tags.includes(tag));
    const items = own.map(({ method, path, shown }) => operation(method, path, shown));
    return `<h2 id="${escaped(tag)}">${escaped(tag)}</h2>${items.join('')}`;
  });
  const { info } = document as unknown as { info: { title: string; description: string } };
  const contents = tags.map((tag) => `<a href="#${escaped(tag)}">${escaped(tag)}</a>`).join('');
  const head = `<h1>${escaped(info.title)}</h1>${links}<p>${escaped(info.description)}</p>`;
  return page(info.title, `${head}<nav aria-label="tags">${contents}</nav>${groups.join('')}`);
}

/** The counters' side: topics, who sends, and every message. */
export function asyncApiPage(document: ReturnType<typeof asyncApiDocument>): string {
  const { info, operations, channels, components } = document;
  const rows = Object.entries(operations).map(([name, { action }]) => {
    const channel = (channels as Record<string, { address: string; messages: object; description?: string }>)[
      name.replace(/^(send|receive)-/, '')
    ]!;
    const names = Object.keys(channel.messages).map((id) => `<a href="#${escaped(id)}">${escaped(id)}</a>`);
    const who = action === 'receive' ? '专柜 → 平台 counter → hub' : '平台 → 专柜 hub → counter';
    return `<tr><td><code>${escaped(channel.address)}</code></td><td>${who}</td><td>${names.join(' ')} <span class="dim">${escaped(channel.description ?? '')}</span></td></tr>`;
  });
  const messages = Object.entries(components.messages).map(
    ([id, message]) =>
      `<details id="${escaped(id)}"><summary><code>${escaped(id)}</code></summary><div class="in">${json(message)}</div></details>`,
  );
  const topics = `<table><thead><tr><th>主题 Topic</th><th>方向 Direction</th><th>消息 Message</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
  const head = `<h1>${escaped(info.title)}</h1>${links}<p>${escaped(info.description)}</p>`;
  return page(info.title, `${head}${topics}<h2>消息 Messages</h2>${messages.join('')}`);
}
