// pure
// Words of the plan that pages offer; without the schemas, so that a page carries none.

/** 机关 社区 商场 高校 医院 企业 车站 机场 */
export const siteKinds = [
  'agency',
  'community',
  'mall',
  'university',
  'hospital',
  'company',
  'station',
  'airport',
] as const;
export type SiteKind = (typeof siteKinds)[number];

/** The plan's programmes, offered where one is chosen; others may be typed. */
export const programmes = ['东西部扶贫协作', '定点扶贫', '区内消费扶贫'] as const;
