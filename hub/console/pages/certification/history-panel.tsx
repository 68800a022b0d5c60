// Everything that ever happened to an application, newest first.
import { Timeline } from 'antd';
import { useTranslation } from 'react-i18next';
import { dayTimeOf } from '../../shared/format.ts';
import type { Step } from './types.ts';

export function HistoryPanel({ steps }: { steps: readonly Step[] }) {
  const { t } = useTranslation();
  return (
    <section className="panel pad" data-testid="history">
      <h2 style={{ fontSize: 15 }}>{t('certification.history')}</h2>
      <Timeline
        style={{ marginTop: 14 }}
        items={steps.toReversed().map((step, at) => ({
          key: at,
          content: (
            <span data-testid={`step-${step.what}`}>
              {dayTimeOf(step.at)} · {t(`certification.steps.${step.what}`)} · {step.byName} ·{' '}
              {t('certification.version', { version: step.version })}
              {step.detail && <span className="hint"> {step.detail}</span>}
            </span>
          ),
        }))}
      />
    </section>
  );
}
