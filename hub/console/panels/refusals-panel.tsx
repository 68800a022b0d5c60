// What the gate refused, in words.
import type { GateReason } from '@zhuangui/protocol/units.ts';
import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import type { RefusalRow } from '../../http/views.ts';
import { clockOf } from '../shared/format.ts';
import { Nothing, Panel } from './panel.tsx';

const shown = 6;
/** Nothing is wrong with the goods; they only cannot be handed out now. */
const calm: readonly GateReason[] = [
  'slot-empty',
  'slot-unknown',
  'slot-locked',
  'slot-faulty',
  'board-offline',
  'storage-nearly-full',
  'journal-not-writable',
];

export function RefusalsPanel({ refusals }: { refusals: readonly RefusalRow[] }) {
  const { t } = useTranslation();
  return (
    <Panel title={t('refusals.title')}>
      {refusals.length === 0 ? (
        <Nothing words={t('refusals.empty')} />
      ) : (
        <ul className="rows">
          {refusals.slice(0, shown).map((row) => (
            <li key={`${row.counter} ${row.at} ${row.slot} ${row.point}`} data-testid="refusal-row">
              <div className="row-head">
                <time className="first">{clockOf(row.at)}</time>
                <b className="cut" title={row.entry ?? ''}>
                  {row.product ?? t('refusals.unknown')}
                </b>
                {row.reasons.slice(0, 2).map((reason) => (
                  <Tag key={reason} variant="filled" color={calm.includes(reason) ? 'default' : 'red'}>
                    {t(`reasons.${reason}`)}
                  </Tag>
                ))}
              </div>
              <p className="hint cut">
                {row.counterName} · {t('refusals.slot', { slot: row.slot })} ·{' '}
                {t(`refusals.points.${row.point}`)}
              </p>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
