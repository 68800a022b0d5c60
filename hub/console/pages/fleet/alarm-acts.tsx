// What people do about alarms: one, or all of a group.
import { Button, Space } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../shared/session.tsx';
import { useAct } from '../../shared/use-api.ts';
import { ReasonDialog } from './reason-dialog.tsx';

interface Props {
  ids: readonly number[];
  isAcknowledged: boolean;
}

export function AlarmActs({ ids, isAcknowledged }: Props) {
  const { t } = useTranslation();
  const { can } = useSession();
  const { act, busy } = useAct();
  const [asking, setAsking] = useState<'assign' | 'close'>();
  if (!can('alarm.handle')) return null;

  async function send(what: 'acknowledge' | 'assign' | 'close', more: object = {}): Promise<void> {
    const done = t('fleet.alarms.done', { count: ids.length });
    const options = { done, refresh: ['/api/alarms', '/api/fleet'] };
    if (await act('post', `/api/alarms/${what}`, { ids, ...more }, options)) setAsking(undefined);
  }
  return (
    <>
      <Space size={0} wrap>
        {!isAcknowledged && (
          <Button
            type="link"
            size="small"
            disabled={busy}
            onClick={() => void send('acknowledge')}
            data-testid="alarm-acknowledge"
          >
            {t('fleet.alarms.acknowledge')}
          </Button>
        )}
        <Button type="link" size="small" onClick={() => setAsking('assign')} data-testid="alarm-assign">
          {t('fleet.alarms.assign')}
        </Button>
        <Button type="link" size="small" onClick={() => setAsking('close')} data-testid="alarm-close">
          {t('fleet.alarms.close')}
        </Button>
      </Space>
      {asking && (
        <ReasonDialog
          title={t(`fleet.alarms.${asking}Title`)}
          hint={t(`fleet.alarms.${asking}Hint`)}
          ok={t(`fleet.alarms.${asking}`)}
          busy={busy}
          maxLength={asking === 'assign' ? 60 : 300}
          onOk={(text) => void send(asking, asking === 'assign' ? { assignee: text } : { note: text })}
          onClose={() => setAsking(undefined)}
        />
      )}
    </>
  );
}
