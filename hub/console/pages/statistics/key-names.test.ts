import i18next from 'i18next';
import { expect, it } from 'vitest';
import { categories } from '../../../../protocol/catalog.ts';
import { siteKinds } from '../../../fleet/site-kinds.ts';
import { categoryNames, methodNames, siteKindNames } from '../../../statistics/names.ts';
import { en } from '../../locales/en.ts';
import { zhCN } from '../../locales/zh-CN.ts';
import { keyName } from './key-names.ts';

const resources = { en: { translation: en }, 'zh-CN': { translation: zhCN } };
const i18n = i18next.createInstance();
await i18n.init({ resources, lng: 'en' });
const english = i18n.getFixedT('en');
const chinese = i18n.getFixedT('zh-CN');
const named: [by: string, key: string, name: string][] = [
  ...siteKinds.map((key): [string, string, string] => ['siteKind', key, siteKindNames[key]!]),
  ...categories.map((key): [string, string, string] => ['category', key, categoryNames[key]!]),
  ...Object.entries(methodNames).map(([key, name]): [string, string, string] => ['method', key, name]),
  ...[
    ...['league', 'siteKind', 'category', 'supplier'].map((by): [string, string, string] => [
      by,
      'unknown',
      '未知',
    ]),
  ],
  ['programme', '', '未列入项目'],
  ['entry', '', '未指明商品'],
];

it.each(named)('[SCR-7] %s %s: English pages show no Chinese word of the hub’s', (by, key, name) => {
  expect(keyName(english, by, key, name)).toMatch(/^[\x20-\x7e]+$/);
  expect(keyName(chinese, by, key, name)).toMatch(/^[\u4e00-\u9fff]+$/);
});

it('names of places, products and programmes stay as the hub says them', () => {
  expect(keyName(english, 'league', '150100', '')).toBe('呼和浩特市');
  expect(keyName(english, 'entry', 'xiaomi', '敖汉小米')).toBe('敖汉小米');
  expect(keyName(english, 'programme', '定点扶贫', '定点扶贫')).toBe('定点扶贫');
  expect(keyName(english, 'siteKind', 'museum', '')).toBe('museum');
});
