// pure
// CERT-4: what each level ticks off before it approves. Data: an office changes it in the settings, not here.

import { Closed, Text } from '@zhuangui/protocol/units.ts';
import Type, { type Static } from 'typebox';
import type { Level } from './application-machine.ts';

export const ChecklistItem = Closed({
  id: Type.String({ pattern: '^[a-z0-9-]{1,40}$' }),
  zh: Text(120),
  en: Text(160),
});
export type ChecklistItem = Static<typeof ChecklistItem>;
const List = Type.Array(ChecklistItem, { maxItems: 20 });
export const Checklists = Closed({ banner: List, league: List, region: List, national: List });
export type Checklists = Static<typeof Checklists>;

export const defaultChecklists: Checklists = {
  banner: [
    { id: 'licence', zh: '营业执照在有效期内，信用代码一致', en: 'Licence valid, credit code agrees' },
    { id: 'on-site', zh: '已实地核查生产场所', en: 'Place of production visited' },
    { id: 'helps', zh: '带贫机制和人数有台账可查', en: 'Help and number of people shown by records' },
    { id: 'quality', zh: '检验报告合格', en: 'Inspection report passed' },
  ],
  league: [
    { id: 'banner-file', zh: '旗县审核材料齐全', en: 'Banner’s file complete' },
    { id: 'sample', zh: '抽查带贫台账', en: 'Records of help sampled' },
  ],
  region: [
    { id: 'price', zh: '参考价区间合理', en: 'Price band plausible' },
    { id: 'blacklist', zh: '不在失信名单', en: 'Not blacklisted' },
  ],
  national: [],
};

/** Ids of the level's items that are not ticked. */
export const missingTicks = (lists: Checklists, level: Level, ticked: readonly string[]): string[] =>
  lists[level].map(({ id }) => id).filter((id) => !ticked.includes(id));
