// Small marks that several pages of the fleet show.
import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import type { CounterView } from './counter-types.ts';

const freshnessColours = { green: 'success', amber: 'warning', red: 'error' } as const;
export const severityColours = { info: 'default', warning: 'warning', critical: 'error' } as const;
const statusColours = { registered: 'default', enrolled: 'success', revoked: 'error' } as const;

export function FreshnessMark({ freshness }: Pick<CounterView, 'freshness'>) {
  const { t } = useTranslation();
  return <Tag color={freshnessColours[freshness]}>{t(`freshness.${freshness}`)}</Tag>;
}

export function OnlineMark({ online }: Pick<CounterView, 'online'>) {
  const { t } = useTranslation();
  return <Tag color={online ? 'success' : 'default'}>{t(online ? 'fleet.online' : 'fleet.offline')}</Tag>;
}

export function StatusMark({ status }: Pick<CounterView, 'status'>) {
  const { t } = useTranslation();
  return <Tag color={statusColours[status]}>{t(`fleet.status.${status}`)}</Tag>;
}

export function SeverityMark({ severity }: { severity: keyof typeof severityColours }) {
  const { t } = useTranslation();
  return <Tag color={severityColours[severity]}>{t(`fleet.alarms.severities.${severity}`)}</Tag>;
}

/** Words for an alarm's code; codes of counters that have none are shown as they are. */
export function useAlarmName(): (code: string) => string {
  const { t, i18n } = useTranslation();
  return (code) => {
    const key = `fleet.alarms.kinds.${code}`;
    if (i18n.exists(key)) return t(key);
    const ticket = `cases.tickets.${code.replace(/^ticket-/, '')}`;
    if (code.startsWith('ticket-') && i18n.exists(ticket)) return t(ticket);
    const slot = /^fault-slot-(\d+)$/.exec(code)?.[1];
    if (slot) return t('fleet.alarms.kinds.fault-slot', { code: slot });
    const [kind] = code.split('-');
    const known = kind === 'fault' || kind === 'ticket' ? kind : 'other';
    return t(`fleet.alarms.kinds.${known}`, {
      code: known === 'other' ? code : code.slice(kind!.length + 1),
    });
  };
}
