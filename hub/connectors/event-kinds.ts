// pure
// What the hub tells others by itself. Sale totals are too many: they are read.
import type { Action } from '../people/permissions.ts';

interface EventKind {
  zh: string;
  en: string;
  /** Who may know of it. */
  need: Action;
  /** True: no secret to anybody with the action; false: narrowed to the event's place. */
  isForAll: boolean;
}

const table = {
  'sanction.imposed': { zh: '采取处置', en: 'Sanction imposed', need: 'sanction.read', isForAll: true },
  'sanction.released': { zh: '解除处置', en: 'Sanction released', need: 'sanction.read', isForAll: true },
  'release.published': { zh: '目录发布', en: 'Catalog published', need: 'catalog.read', isForAll: true },
  'counter.enrolled': { zh: '专柜入网', en: 'Counter enrolled', need: 'counter.read', isForAll: false },
  'counter.suspended': { zh: '专柜停售', en: 'Counter suspended', need: 'counter.read', isForAll: false },
  'case.opened': { zh: '新增待核事项', en: 'Case opened', need: 'case.read', isForAll: false },
  'alarm.raised': { zh: '新告警', en: 'Alarm raised', need: 'counter.read', isForAll: false },
  'report.frozen': { zh: '报表定稿', en: 'Report frozen', need: 'statistics.read', isForAll: false },
  'webhook.test': { zh: '测试', en: 'Test', need: 'webhook.manage', isForAll: false },
} as const satisfies Record<string, EventKind>;

export type EventName = keyof typeof table;
export const eventNames = Object.keys(table) as EventName[];
/** Those one may ask for; the test goes to the webhook that is tested. */
export const wantedNames = eventNames.filter((name) => name !== 'webhook.test');
export const eventKind = (name: string): EventKind | undefined => (table as Record<string, EventKind>)[name];
