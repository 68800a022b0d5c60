import { yuan } from '@zhuangui/protocol/money.ts';
import type { GateReason } from '@zhuangui/protocol/units.ts';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { momentOf } from '../shared/format.ts';
import type { OperatorView, SlotView } from '../views.ts';

interface TableProps {
  title: string;
  /** Words for when there are no rows. */
  none: string;
  heads: string[];
  isEmpty: boolean;
  children: ReactNode;
}

function Table({ title, none, heads, isEmpty, children }: TableProps) {
  return (
    <section className="panel">
      <h2>{title}</h2>
      {isEmpty ? (
        <p>{none}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
        <section className="table" tabIndex={0} aria-label={title}>
          <table>
            <thead>
              <tr>
                {heads.map((head) => (
                  <th key={head} scope="col">
                    {head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>{children}</tbody>
          </table>
        </section>
      )}
    </section>
  );
}

/** Each reason in words, with the code that stands in the journal. */
function Reasons({ reasons }: { reasons: GateReason[] }) {
  const { t } = useTranslation();
  return (
    <ul className="reasons">
      {reasons.map((reason) => (
        <li key={reason}>
          {t(`reasons.${reason}`)} <code>{reason}</code>
        </li>
      ))}
    </ul>
  );
}

export function SlotsTable({ slots }: { slots: SlotView[] }) {
  const { t } = useTranslation();
  const columns = [
    'slot',
    'product',
    'state',
    'stock',
    'price',
    'entry',
    'lot',
    'madeOn',
    'bestBefore',
  ] as const;
  return (
    <Table
      title={t('operator.slots.title')}
      none={t('operator.slots.none')}
      heads={columns.map((column) => t(`operator.slots.${column}`))}
      isEmpty={slots.length === 0}
    >
      {slots.map((slot) => (
        <tr key={slot.slot} data-testid={`slot-${slot.slot}`}>
          <td className="number">{slot.slot}</td>
          <td className="is-name">{slot.product?.name ?? t('shelf.unknownProduct')}</td>
          <td data-testid={`slot-${slot.slot}-reason`}>
            {slot.forSale ? (
              <span className="is-good">✓ {t('operator.slots.forSale')}</span>
            ) : (
              <Reasons reasons={slot.reasons} />
            )}
          </td>
          <td className="number">
            {slot.count}/{slot.capacity}
          </td>
          <td className="number">{yuan(slot.priceFen)}</td>
          <td className="is-whole">
            <code>{slot.entry}</code>
          </td>
          <td className="is-whole">
            <code>{slot.lot}</code>
          </td>
          <td className="number is-whole">{slot.madeOn}</td>
          <td className="number is-whole">{slot.bestBefore}</td>
        </tr>
      ))}
    </Table>
  );
}

export function TicketsTable({ tickets }: { tickets: OperatorView['tickets'] }) {
  const { t } = useTranslation();
  const columns = ['at', 'code', 'slot', 'detail'] as const;
  return (
    <Table
      title={t('operator.tickets.title')}
      none={t('operator.tickets.none')}
      heads={columns.map((column) => t(`operator.tickets.${column}`))}
      isEmpty={tickets.length === 0}
    >
      {tickets.map((ticket, index) => (
        <tr key={`${ticket.at} ${index}`}>
          <td className="number is-whole">{momentOf(ticket.at)}</td>
          <td>
            {t(`operator.tickets.codes.${ticket.code}`, { defaultValue: '' })} <code>{ticket.code}</code>
          </td>
          <td className="number">{ticket.slot ?? '—'}</td>
          <td>{ticket.detail}</td>
        </tr>
      ))}
    </Table>
  );
}

const points = ['load', 'show', 'pay', 'dispense'] as const;

export function RefusalsTable({ refusals }: { refusals: OperatorView['refusals'] }) {
  const { t } = useTranslation();
  const columns = ['at', 'point', 'slot', 'reasons'] as const;
  function pointName(point: string): string {
    const known = points.find((each) => each === point);
    return known ? t(`operator.refusals.points.${known}`) : point;
  }
  return (
    <Table
      title={t('operator.refusals.title')}
      none={t('operator.refusals.none')}
      heads={columns.map((column) => t(`operator.refusals.${column}`))}
      isEmpty={refusals.length === 0}
    >
      {refusals.map((refusal, index) => (
        <tr key={`${refusal.at} ${index}`}>
          <td className="number is-whole">{momentOf(refusal.at)}</td>
          <td>{pointName(refusal.point)}</td>
          <td className="number">{refusal.slot}</td>
          <td>
            <Reasons reasons={refusal.reasons} />
          </td>
        </tr>
      ))}
    </Table>
  );
}
