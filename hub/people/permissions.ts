// pure
// PEO-1: the one table of who may do what. A role that is not named may not.
import { type Role, roles } from './actor.ts';

const offices = ['banner-reviewer', 'league-reviewer', 'region-certifier', 'national-liaison'] as const;

const table = {
  'dashboard.read': roles.filter((role) => role !== 'supplier'),
  'people.manage': ['administrator'],
  'audit.read': ['administrator', 'supervisor'],
  'token.manage': ['administrator'],
  'webhook.manage': ['administrator'],

  'supplier.read': [...offices, 'administrator', 'supervisor', 'supplier'],
  'supplier.write': ['banner-reviewer', 'administrator'],
  'application.read': [...offices, 'administrator', 'supervisor', 'supplier'],
  /** Files an application and answers a return: the supplier, or the banner's office for it. */
  'application.write': ['banner-reviewer', 'supplier'],
  'application.review-banner': ['banner-reviewer'],
  'application.review-league': ['league-reviewer'],
  'application.certify-region': ['region-certifier'],
  'application.record-national': ['national-liaison'],
  /** Cut-off day, publicity days, checklists. */
  'certification.configure': ['administrator'],

  'catalog.read': roles,
  'release.read': [...offices, 'administrator', 'supervisor'],
  'release.draft': ['administrator', 'national-liaison'],
  'release.sign': ['region-certifier'],
  'release.publish': ['administrator'],
  'key.manage': ['administrator'],

  'sanction.read': [
    ...offices,
    'administrator',
    'supervisor',
    'statistician',
    'operating-company',
    'host-unit',
    'supplier',
  ],
  'sanction.withdraw': ['supervisor', 'administrator'],
  'sanction.blacklist': ['supervisor'],
  'sanction.suspend': ['supervisor', 'administrator'],
  'sanction.release': ['supervisor', 'administrator'],
  'exposure.read': ['supervisor', 'administrator', 'operating-company', 'supplier'],
  'exposure.draft': ['supervisor'],
  'exposure.approve': ['supervisor'],
  /** The right of reply. */
  'exposure.reply': ['operating-company', 'supplier', 'supervisor'],
  'complaint.read': ['supervisor', 'administrator', 'operating-company'],
  'complaint.handle': ['supervisor', 'administrator', 'operating-company'],

  'counter.read': ['administrator', 'supervisor', 'statistician', 'operating-company', 'host-unit'],
  'counter.register': ['administrator'],
  'counter.enrol': ['administrator'],
  'counter.configure': ['administrator', 'operating-company'],
  'counter.command': ['administrator', 'operating-company'],
  'counter.operators': ['administrator', 'operating-company'],
  'alarm.handle': ['administrator', 'supervisor', 'operating-company'],
  'rollout.manage': ['administrator'],

  'statistics.read': [
    'administrator',
    'supervisor',
    'statistician',
    'operating-company',
    'host-unit',
    'supplier',
  ],
  /** The journal lines behind a figure. */
  'statistics.lines': ['administrator', 'supervisor', 'statistician'],
  'target.write': ['statistician'],
  'report.freeze': ['statistician'],

  'money.read': ['administrator', 'supervisor', 'statistician', 'operating-company'],
  'money.settle': ['administrator'],
  'case.read': ['administrator', 'supervisor', 'operating-company'],
  'case.close': ['administrator', 'supervisor'],

  'channel.read': ['administrator', 'supervisor', 'statistician'],
  'channel.manage': ['administrator', 'statistician'],
  /** Tokens of halls and zones. */
  'channel.report': ['administrator', 'statistician'],
} as const satisfies Record<string, readonly Role[]>;

export type Action = keyof typeof table;
export const actions = Object.keys(table) as Action[];
export const rolesFor = (action: Action): readonly Role[] => table[action];
export const actionsOf = (role: Role): Action[] =>
  actions.filter((action) => rolesFor(action).includes(role));
