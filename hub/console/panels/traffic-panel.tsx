// Messages and connections the hub refused, counted by reason: for the engineer.
import { useTranslation } from 'react-i18next';
import type { Dashboard } from '../../http/views.ts';
import { whole } from '../shared/format.ts';
import { Nothing, Panel } from './panel.tsx';

const shown = 6;

export function TrafficPanel({ traffic }: { traffic: Dashboard['refusedTraffic'] }) {
  const { t } = useTranslation();
  return (
    <Panel title={t('traffic.title')} extra={<span className="hint">{t('traffic.hint')}</span>}>
      {traffic.length === 0 ? (
        <Nothing words={t('traffic.empty')} />
      ) : (
        <dl className="counts">
          {traffic.slice(0, shown).map(({ reason, count }) => (
            <div key={reason} title={reason}>
              <dt>{t(`traffic.names.${reason}`, { defaultValue: reason })}</dt>
              <dd>{whole(count)}</dd>
            </div>
          ))}
        </dl>
      )}
    </Panel>
  );
}
