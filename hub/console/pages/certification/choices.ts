// pure
// The catalog's lists of words, without the schemas they stand in: a page needs no validator.
import type { Category, QualityMark } from '@zhuangui/protocol/catalog.ts';

const categoryTable: Record<Category, true> = {
  grain: true,
  meat: true,
  dairy: true,
  vegetable: true,
  fruit: true,
  fungus: true,
  oil: true,
  snack: true,
  drink: true,
  condiment: true,
  herb: true,
  other: true,
};
const markTable: Record<QualityMark, true> = {
  'green-food': true,
  organic: true,
  'geographical-indication': true,
};
export const categories = Object.keys(categoryTable) as Category[];
export const qualityMarks = Object.keys(markTable) as QualityMark[];
