// pure
// Differences in words: 价格上限 35.00 → 38.00 元.
import type { Difference, EntryField, FieldChange } from './differences.ts';

export interface Words {
  zh: string;
  en: string;
}

const fieldNames: Record<EntryField, Words> = {
  name: { zh: '名称', en: 'name' },
  brand: { zh: '品牌', en: 'brand' },
  specification: { zh: '规格', en: 'specification' },
  gtins: { zh: '条码', en: 'barcodes' },
  category: { zh: '类别', en: 'category' },
  supplierName: { zh: '供货单位', en: 'supplier' },
  creditCode: { zh: '统一社会信用代码', en: 'credit code' },
  origin: { zh: '产地', en: 'origin' },
  helpsHow: { zh: '带贫机制', en: 'how it helps' },
  helpsPeople: { zh: '带贫人数', en: 'people helped' },
  certificate: { zh: '证书编号', en: 'certificate' },
  validFrom: { zh: '有效期起', en: 'valid from' },
  validUntil: { zh: '有效期至', en: 'valid until' },
  priceMin: { zh: '价格下限', en: 'lowest price' },
  priceMax: { zh: '价格上限', en: 'highest price' },
  marks: { zh: '质量标志', en: 'quality marks' },
  shelfLifeDays: { zh: '保质期', en: 'shelf life' },
};

const zhValues: Record<string, string> = {
  grain: '粮食',
  meat: '肉类',
  dairy: '乳品',
  vegetable: '蔬菜',
  fruit: '水果',
  fungus: '食用菌',
  oil: '食用油',
  snack: '零食',
  drink: '饮料',
  condiment: '调味品',
  herb: '药食同源',
  other: '其他',
  'green-food': '绿色食品',
  organic: '有机产品',
  'geographical-indication': '地理标志',
};

const yuan = (fen: string) => (Number(fen) / 100).toFixed(2);
const inChinese = (text: string) =>
  text
    .split(' ')
    .map((word) => zhValues[word] ?? word)
    .join('、');

function valueWords(field: EntryField, value: string): Words {
  if (value === '') return { zh: '（无）', en: '(none)' };
  if (field === 'priceMin' || field === 'priceMax') return { zh: yuan(value), en: yuan(value) };
  if (field === 'category' || field === 'marks')
    return { zh: inChinese(value), en: value.split(' ').join(', ') };
  return { zh: value, en: value };
}

const units: Partial<Record<EntryField, Words>> = {
  priceMin: { zh: ' 元', en: ' yuan' },
  priceMax: { zh: ' 元', en: ' yuan' },
  helpsPeople: { zh: ' 人', en: '' },
  shelfLifeDays: { zh: ' 天', en: ' days' },
};

/** One field in words. */
export function fieldWords({ field, before, after }: FieldChange): Words {
  const [old, now] = [valueWords(field, before), valueWords(field, after)];
  const unit = units[field] ?? { zh: '', en: '' };
  const name = fieldNames[field];
  return {
    zh: `${name.zh} ${old.zh} → ${now.zh}${unit.zh}`,
    en: `${name.en} ${old.en} → ${now.en}${unit.en}`,
  };
}

const verbs = {
  added: { zh: '新增', en: 'added' },
  removed: { zh: '移出', en: 'removed' },
  changed: { zh: '变更', en: 'changed' },
} as const;

/** One entry's difference as a sentence. */
export function differenceWords({ entry, name, kind, fields }: Difference): Words {
  const words = fields.map(fieldWords);
  const rest = (pick: 'zh' | 'en', mark: string, colon: string) =>
    words.length === 0 ? '' : `${colon}${words.map((one) => one[pick]).join(mark)}`;
  return {
    zh: `${verbs[kind].zh} ${name}（${entry}）${rest('zh', '；', '：')}`,
    en: `${verbs[kind].en} ${name} (${entry})${rest('en', '; ', ': ')}`,
  };
}
