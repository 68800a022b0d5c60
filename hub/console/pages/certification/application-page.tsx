// One application: what it says, its evidence, what each level decided, and everything that happened to it.
import { Alert, Button, Popconfirm } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { Loaded } from '../../shared/loaded.tsx';
import { PageFrame } from '../../shared/page-frame.tsx';
import { regionName } from '../../shared/region-names.ts';
import { useAct, useApi } from '../../shared/use-api.ts';
import { ApplicationFacts } from './application-facts.tsx';
import { DecisionDialog } from './decision-dialog.tsx';
import { DecisionsPanel } from './decisions-panel.tsx';
import { EvidencePanel } from './evidence-panel.tsx';
import { HistoryPanel } from './history-panel.tsx';
import { ObjectionsPanel } from './objections-panel.tsx';
import { type Detail, stale } from './types.ts';

export default function ApplicationPage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const query = useApi<Detail>(`/api/applications/${encodeURIComponent(id)}`);
  return (
    <PageFrame
      title={t('certification.application', { id })}
      description={query.data?.application.content.name}
      back="/applications"
      extra={query.data && <Acts detail={query.data} />}
    >
      <Loaded query={query}>
        {(detail) => (
          <>
            {detail.isFrozen && (
              <Alert type="error" showIcon title={t('certification.frozen')} className="failed" />
            )}
            <ApplicationFacts detail={detail} />
            <EvidencePanel detail={detail} />
            <DecisionsPanel detail={detail} />
            <ObjectionsPanel detail={detail} />
            <HistoryPanel steps={detail.steps} />
          </>
        )}
      </Loaded>
    </PageFrame>
  );
}

function Acts({ detail }: { detail: Detail }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { act, busy } = useAct();
  const [isDeciding, setDeciding] = useState(false);
  const { application, may } = detail;
  const path = `/api/applications/${application.id}`;
  const asked = (title: string, run: () => unknown, name: string, words: string, isDanger = false) => (
    <Popconfirm
      title={title}
      okText={t('certification.confirm')}
      cancelText={t('certification.cancel')}
      okButtonProps={{ 'data-testid': `${name}-yes` }}
      onConfirm={() => void run()}
    >
      <Button danger={isDanger} loading={busy} data-testid={name}>
        {words}
      </Button>
    </Popconfirm>
  );
  return (
    <>
      {may.edit && (
        <Button
          onClick={() => void navigate(`/applications/${application.id}/edit`)}
          data-testid="edit-application"
        >
          {t('certification.edit')}
        </Button>
      )}
      {may.submit &&
        asked(
          t('certification.submitAsk', { banner: regionName(application.banner) }),
          () =>
            act('post', `${path}/submit`, undefined, { done: t('certification.submitted'), refresh: stale }),
          'submit-application',
          t('certification.submit'),
        )}
      {may.withdraw &&
        asked(
          t('certification.withdrawAsk'),
          () =>
            act(
              'post',
              `${path}/withdraw`,
              { reason: '' },
              { done: t('certification.withdrawn'), refresh: stale },
            ),
          'withdraw-application',
          t('certification.withdraw'),
          true,
        )}
      {may.renew && (
        <Button
          onClick={() => void navigate(`/applications/new?renews=${application.id}`)}
          data-testid="renew-application"
        >
          {t('certification.renew')}
        </Button>
      )}
      {may.decide && (
        <Button type="primary" onClick={() => setDeciding(true)} data-testid="decide">
          {t('certification.decide')}
        </Button>
      )}
      {may.decide && isDeciding && (
        <DecisionDialog detail={detail} level={may.decide} close={() => setDeciding(false)} />
      )}
    </>
  );
}
