// The four levels: who decided what about which version.
import { Steps, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { levels } from '../../../certification/application-machine.ts';
import { dayTimeOf } from '../../shared/format.ts';
import { regionName } from '../../shared/region-names.ts';
import type { DecisionRow, Detail } from './types.ts';

export function DecisionsPanel({ detail: { application, decisions } }: { detail: Detail }) {
  const { t } = useTranslation();
  const valid = decisions.filter(({ versionHash }) => versionHash === application.versionHash);
  const approved = valid.filter(({ decision }) => decision === 'approve').length;
  return (
    <section className="panel pad" data-testid="decisions">
      <h2 style={{ fontSize: 15 }}>{t('certification.decisions')}</h2>
      <Steps
        size="small"
        responsive
        current={approved}
        items={levels.map((level) => ({
          title: t(`certification.levels.${level}`),
          content: valid.find((made) => made.level === level && made.decision === 'approve')?.personName,
        }))}
        style={{ margin: '12px 0' }}
      />
      {decisions.length === 0 && <p className="hint">{t('certification.noDecisions')}</p>}
      {decisions.map((made) => (
        <Made
          key={`${made.level} ${made.at} ${made.personName}`}
          made={made}
          isVoid={made.versionHash !== application.versionHash}
        />
      ))}
    </section>
  );
}

const colors = { approve: 'green', return: 'orange', reject: 'red' } as const;

function Made({ made, isVoid }: { made: DecisionRow; isVoid: boolean }) {
  const { t } = useTranslation();
  return (
    <p data-testid={`decision-of-${made.level}`}>
      <Tag color={isVoid ? 'default' : colors[made.decision]}>
        {t(`certification.decision.${made.decision}`)}
      </Tag>
      {t(`certification.levels.${made.level}`)} · {regionName(made.regionCode)} · {made.personName} ·{' '}
      {dayTimeOf(made.at)}
      {isVoid && <span className="hint"> {t('certification.voided')}</span>}
      {made.reason && <span>：{made.reason}</span>}
    </p>
  );
}
