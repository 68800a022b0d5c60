// pure
// What a case means and what a person does about it, Chinese first.
import type { CaseKind } from '../ledger/ledger-types.ts';

export interface CaseWords {
  zh: string;
  en: string;
}

const table: Record<CaseKind, CaseWords> = {
  fork: {
    zh: '日志分叉：磁盘被复制或恢复过。专柜已停售；请查明原因，再让它另开新日志。',
    en: 'The journal forked: a disk was cloned or restored. The counter has stopped selling; find out why, then let it begin a new journal.',
  },
  'behind-hub': {
    zh: '专柜日志比平台所存短：磁盘被恢复过。请让它另开新日志。',
    en: 'The counter has fewer lines than the hub: its disk was restored. Let it begin a new journal.',
  },
  'bad-signature': {
    zh: '日志签名不符：请核对机器，必要时重新注册。',
    en: 'Its journal is not signed by its key: look at the machine, enrol it anew if needed.',
  },
  'bad-hash': {
    zh: '日志哈希不符：请检查专柜磁盘。',
    en: 'Lines do not give their hash: have the counter’s disk checked.',
  },
  'bad-batch': {
    zh: '上传的数据不合协议：请更新专柜程序。',
    en: 'What it sends is no batch of the protocol: update the agent.',
  },
  'bad-line': {
    zh: '日志行不合协议：原样保存；请更新专柜程序。',
    en: 'Lines do not fit the protocol: they are kept as they came; update the agent.',
  },
  ticket: { zh: '专柜报修：请派人查看。', en: 'The counter asks for somebody to look at it.' },
  'outcome-unknown': {
    zh: '出货结果不明：已退款并锁定货道；请核对库存。',
    en: 'Nobody knows whether the goods left: refunded, slot locked; count the goods.',
  },
  'money-mismatch': {
    zh: '收款与交付、退款不符：请核对该订单。',
    en: 'Paid is not delivered plus refunded: look into the order.',
  },
  'journal-damaged': {
    zh: '日志损坏，已启用新日志：请保留旧文件并查明原因。',
    en: 'The journal was damaged and a new one begun: keep the old file and find out why.',
  },
  'journal-replaced': {
    zh: '日志被更换：请核对是否经过授权。',
    en: 'The journal was replaced: ask who allowed it.',
  },
  'clone-suspected': {
    zh: '两台机器使用同一身份：请吊销该专柜，查明后只为真机重新注册。',
    en: 'Two machines use one identity: revoke the counter, then register and enrol the right machine anew.',
  },
  'lists-fell': {
    zh: '专柜的名单版本变旧：磁盘可能被恢复；请核对它是否仍在售下架商品。',
    en: 'Its lists became older: the disk may have been put back; see whether it sold what was withdrawn.',
  },
  'hub-restored': {
    zh: '平台由备份恢复：备份之后的下架和目录没有恢复，请重新发布。',
    en: 'This hub was restored from a backup: impose again what was withdrawn, and publish again what was certified, after the backup.',
  },
  'log-fork': {
    zh: '专柜持有的透明日志与平台不一致：可能有人改写了历史，或平台由旧备份恢复。请保留证据，由根密钥持有人核查后重新签发。',
    en: 'A counter holds another transparency log than this hub: history was rewritten, or the hub restored. Keep the evidence; after looking into it the holders of the root keys sign a new root.',
  },
  'payment-amount': {
    zh: '实付金额与订单不符：平台已自动退款；请核对该订单。',
    en: 'Another amount was paid than asked for: the hub gives it back; look into the order.',
  },
  'payment-twice': {
    zh: '同一订单出现两笔支付：请在支付平台核对，并人工退还多收的一笔。',
    en: 'One order was paid twice: look it up at the provider and give one payment back by hand.',
  },
  'payment-unjournaled': {
    zh: '专柜已接受付款，但一天内日志中没有这笔订单：请查看专柜，联系购买者。',
    en: 'The counter took a payment that its journal does not show after a day: look at the counter, find the shopper.',
  },
  'refund-refused': {
    zh: '退款未能办理：请按原因处理，必要时人工退款。',
    en: 'A refund cannot be made as asked: read the reason, refund by hand if it is due.',
  },
  'refund-overdue': {
    zh: '退款超过一天未到账：请查看商户账户余额和支付平台。',
    en: 'A refund is not with the shopper after a day: look at the merchant’s balance and at the provider.',
  },
  'bill-missing-here': {
    zh: '支付平台账单中有、本平台没有的一笔：请核对来源。',
    en: 'The provider’s bill has a payment or refund that this hub does not know: find out where it comes from.',
  },
  'bill-missing-there': {
    zh: '本平台有、支付平台账单中没有的一笔：请在支付平台核对。',
    en: 'This hub has a payment or refund that the provider’s bill lacks: look it up at the provider.',
  },
  'cash-difference': {
    zh: '清点现金与账面不符：请核对清点记录和钱箱，查明差额。',
    en: 'Counted cash differs from the book: check the count and the box, find the difference.',
  },
  'bill-amount': {
    zh: '账单金额与本平台不符：请核对该笔交易。',
    en: 'The bill has another amount than this hub: look into it.',
  },
};

/** HTTP-12: words for a case; a kind from a newer database names itself. */
export const wordsOfCase = (kind: string): CaseWords =>
  (table as Record<string, CaseWords | undefined>)[kind] ?? { zh: kind, en: kind };
