import { expect, it } from 'vitest';
import { recoveryRow } from '../../device/sale/sale-recovery.ts';
import { rowNames, watchRecoveryRows } from './recovery-rows.ts';

it('[WORLD-6] counts which rows of the recovery table are passed, and leaves their actions as they are', () => {
  const before = recoveryRow('ordered', 'none', 'paid').action;
  const watch = watchRecoveryRows();
  expect(recoveryRow('ordered', 'none', 'paid').action).toBe(before);
  const taken = watch.take();
  expect(Object.values(taken)).toEqual([1]);
  expect(rowNames()).toContain(Object.keys(taken)[0]);
  expect(new Set(rowNames()).size).toBe(rowNames().length);
  expect(watch.take()).toEqual({});
});
