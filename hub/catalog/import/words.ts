// pure
import type { Category, QualityMark } from '@zhuangui/protocol/catalog.ts';
import { bad, good, type Parsed } from './reason.ts';
import { squeeze } from './text.ts';

/** Chinese words for each category, the official one first; a cell that contains one of them counts (CAT-7). */
export const categoryWords: Readonly<Record<Category, readonly string[]>> = {
  grain: ['粮食', '米面', '杂粮', '谷物', '粮油米面', '大米', '面粉', '豆类', '薯类制品'],
  meat: ['肉类', '肉制品', '畜产品', '禽蛋', '牛羊肉', '肉', '水产'],
  dairy: ['乳品', '奶制品', '乳制品', '奶食品', '奶'],
  vegetable: ['蔬菜', '薯类', '马铃薯'],
  fruit: ['水果', '果品', '鲜果', '干果', '坚果'],
  fungus: ['菌类', '食用菌', '菌菇', '木耳'],
  oil: ['油料', '食用油', '植物油', '油脂'],
  snack: ['休闲食品', '糕点', '零食', '方便食品', '小吃'],
  drink: ['饮品', '饮料', '茶', '酒', '冲饮'],
  condiment: ['调味品', '调料', '酱', '醋', '蜂蜜'],
  herb: ['药食同源', '中药材', '药材', '蒙药', '滋补'],
  other: ['其他', '其它'],
};

const markWords: readonly (readonly [QualityMark, RegExp])[] = [
  ['green-food', /绿色/],
  ['organic', /有机/],
  ['geographical-indication', /地理标志|地标|地理标识/],
];
const NO_MARK = /^(无|没有|暂无|否|-+|\/|—+)?$/;

const exactCategory = new Map<string, Category>();
const looseCategory: (readonly [string, Category])[] = [];
for (const [category, words] of Object.entries(categoryWords) as [Category, readonly string[]][]) {
  for (const word of words) {
    exactCategory.set(word, category);
    looseCategory.push([word, category]);
  }
}
// The longest word decides: 「牛奶制品」 is 奶制品, not 奶; ties go to the order above.
looseCategory.sort((a, b) => b[0].length - a[0].length);

/** The category a Chinese word, or its English code, names. */
export function parseCategory(text: string): Parsed<Category> {
  const plain = squeeze(text).replace(/(类|类别)$/, '');
  const whole = squeeze(text);
  const exact = exactCategory.get(whole) ?? exactCategory.get(plain) ?? exactCategory.get(`${plain}类`);
  if (exact) return good(exact);
  if (Object.hasOwn(categoryWords, whole)) return good(whole as Category);
  const loose = looseCategory.find(([word]) => whole.includes(word));
  if (loose) return good(loose[1]);
  const list = Object.values(categoryWords)
    .map((words) => words[0])
    .join('、');
  return bad(
    'category-unknown',
    `类别应为：${list}`,
    `the category is one of ${Object.keys(categoryWords).join(', ')}`,
  );
}

/** Quality marks named in a cell; 无, a dash or nothing is none. Other certificates in the cell are let be. */
export function parseMarks(text: string): Parsed<QualityMark[]> {
  const plain = squeeze(text);
  if (NO_MARK.test(plain)) return good([]);
  return good(markWords.filter(([, word]) => word.test(plain)).map(([mark]) => mark));
}
