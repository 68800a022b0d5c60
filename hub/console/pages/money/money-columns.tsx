import { Tag } from 'antd';
import type { TFunction } from 'i18next';
import { Link } from 'react-router';
import type { OrderState } from '../../../money/order-queries.ts';
import { yuan } from '../../shared/format.ts';

export const fen = (amount: number | null | undefined) =>
  amount === null || amount === undefined ? '—' : yuan(amount);

const colours: Record<OrderState, string> = {
  unpaid: 'default',
  cancelled: 'default',
  pending: 'processing',
  delivered: 'success',
  refunded: 'warning',
  partly: 'warning',
  wrong: 'error',
};
export const orderStates = Object.keys(colours) as OrderState[];

export const StateTag = ({ state, t }: { state: OrderState; t: TFunction }) => (
  <Tag color={colours[state]}>{t(`money.states.${state}`)}</Tag>
);

export const counterColumn = (t: TFunction) => ({
  key: 'counter',
  title: t('money.counter'),
  sorter: true,
  render: (row: { counter: string; counterName: string | null }) =>
    row.counter ? <Link to={`/counters/${row.counter}`}>{row.counterName ?? row.counter}</Link> : '—',
});

export const methodName = (t: TFunction, method: string | null) =>
  method && ['test', 'wechat', 'alipay', 'cash'].includes(method)
    ? t(`methods.${method as 'cash'}`)
    : (method ?? '—');
