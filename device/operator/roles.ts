// pure
// Who may do what (OPR-9).
import type { OperatorRole } from '@zhuangui/protocol/settings.ts';
import type { DeskAct } from '../screens/desk-acts.ts';
import { type Permission, permissions } from '../screens/operator-views.ts';

const table: Readonly<Record<OperatorRole, readonly Permission[]>> = {
  operator: ['see', 'restock', 'stock', 'price', 'lock', 'clear-jam', 'cash', 'open-door', 'serve', 'export'],
  technician: permissions,
  supervisor: ['see', 'export'],
};

export const permissionsOf = (role: OperatorRole): readonly Permission[] => table[role];

/** What an act needs: a permission, any session, or nothing. */
export const neededFor: Readonly<Record<DeskAct['act'], Permission | 'session' | 'nothing'>> = {
  'sign-in-pin': 'nothing',
  'sign-in-badge': 'nothing',
  'ask-approval': 'nothing',
  'cancel-approval': 'nothing',
  'sign-out': 'session',
  stay: 'session',
  'restock-open': 'restock',
  'restock-scan': 'restock',
  'restock-put': 'restock',
  'restock-close': 'restock',
  stock: 'stock',
  price: 'price',
  'lock-slot': 'lock',
  'unlock-slot': 'lock',
  'clear-jam': 'clear-jam',
  'test-vend': 'test-vend',
  'set-temperature': 'temperature',
  'cash-count': 'cash',
  'hand-over': 'cash',
  'export-journal': 'export',
  'open-door': 'open-door',
  serve: 'serve',
  enrol: 'enrol',
};

export const mayDo = (role: OperatorRole, act: DeskAct['act']): boolean => {
  const needed = neededFor[act];
  return needed === 'nothing' || needed === 'session' || table[role].includes(needed);
};
