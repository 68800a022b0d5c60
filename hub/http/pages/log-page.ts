// pure
// The transparency log for anybody: what it is, how far it is, and where to fetch it.
import type { SignedHead } from '../../transparency/transparency.ts';
import { escaped, type Fact, factList, listOf, publicPage, timeOf, type View, words } from './html.ts';

/** TLOG-10: the newest checkpoint as text, the key, and what a reader can do with them. */
export function logPage(view: View, head: SignedHead, key: string): string {
  const t = words(view);
  const title = t('透明日志', 'Transparency log');
  const facts: Fact[] = [
    ['日志名称', 'Name', head.origin],
    ['记录数', 'Entries', String(head.size)],
    ['根哈希', 'Root', head.root],
    ['签署时间', 'Signed', timeOf(head.at)],
    ['签名公钥', 'Key', key],
  ];
  const about = t(
    '每一次认定决定、每一版签名名单、每一次清理与解除，以及每台专柜每天的日志末端，都写入这份只能追加的日志。每台专柜保存最新的签名检查点，并要求新的检查点由旧的增长而来：改写历史会被专柜发现并记入它们自己的签名日志。',
    'Every certification decision, every version of the signed lists, every withdrawal and release, and daily the end of every counter’s journal goes into this append-only log. Every counter keeps the newest signed checkpoint and demands that the next one grew out of it: whoever rewrites history is found out by the counters and written into their own signed journals.',
  );
  const links: [string, string][] = [
    ['/log/checkpoint', t('最新检查点（C2SP 格式）', 'Newest checkpoint (C2SP)')],
    ['/log/key', t('签名公钥', 'Signing key')],
    ['/log/entries?from=0', t('全部记录（逐行 JSON）', 'All entries (JSON lines)')],
    ['/log/tile/0/000', t('哈希瓦片（满 256 条之后）', 'Hash tiles (once there are 256 entries)')],
  ];
  const list = listOf(links.map(([path, name]) => `<a href="${path}">${escaped(name)}</a>`));
  const compare = t(
    '请把公钥和检查点与其他来源比对：专柜签名日志里的“lists”行写着它保存的检查点，审计机构也保存副本。',
    'Compare key and checkpoint with another source: the “lists” lines of counters’ signed journals name the checkpoint each keeps, and auditors keep copies.',
  );
  return publicPage(
    view,
    title,
    `<h1>${title}</h1><p>${about}</p><p>${compare}</p>${factList(facts, view.lang)}${list}<h2>${t('检查点', 'Checkpoint')}</h2><pre data-testid="checkpoint">${escaped(head.note)}</pre>`,
  );
}
