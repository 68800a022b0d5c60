// Open claims, machines that wait for a person, and the policy that makes them wait.
import { Button, Space, Switch, Table, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { EnrolmentRow } from '../../../fleet/enrolment-approval.ts';
import { dayTimeOf } from '../../shared/format.ts';
import { Loaded } from '../../shared/loaded.tsx';
import { PageFrame } from '../../shared/page-frame.tsx';
import { useAct, useApi } from '../../shared/use-api.ts';
import { ReasonDialog } from './reason-dialog.tsx';

type Row = EnrolmentRow & { name: string };
interface Answer {
  rows: Row[];
  approvalNeeded: boolean;
}

const colours = {
  claimed: 'default',
  expired: 'default',
  waiting: 'warning',
  approved: 'success',
  refused: 'error',
} as const;

export default function EnrolmentsPage() {
  const { t } = useTranslation();
  const query = useApi<Answer>('/api/fleet/enrolments', {}, { everyMs: 5000 });
  return (
    <PageFrame
      title={t('fleet.enrolments.title')}
      description={t('fleet.enrolments.hint')}
      extra={query.data && <Policy isNeeded={query.data.approvalNeeded} />}
    >
      <Loaded query={query} isEmpty={({ rows }) => rows.length === 0} empty={t('fleet.enrolments.empty')}>
        {({ rows }) => (
          <div className="panel">
            <Enrolments rows={rows} />
          </div>
        )}
      </Loaded>
    </PageFrame>
  );
}

function Policy({ isNeeded }: { isNeeded: boolean }) {
  const { t } = useTranslation();
  const { act, busy } = useAct();
  const options = { done: t('fleet.enrolments.policySaved'), refresh: ['/api/fleet/enrolments'] };
  return (
    <label
      htmlFor="enrolment-policy"
      title={t(isNeeded ? 'fleet.enrolments.policyOn' : 'fleet.enrolments.policyOff')}
    >
      {t('fleet.enrolments.policy')}{' '}
      <Switch
        id="enrolment-policy"
        checked={isNeeded}
        loading={busy}
        onChange={(enrolmentApproval) => void act('put', '/api/fleet/policy', { enrolmentApproval }, options)}
        data-testid="enrolment-policy"
      />
    </label>
  );
}

function Enrolments({ rows }: { rows: Row[] }) {
  const { t } = useTranslation();
  const { act, busy } = useAct();
  const [deciding, setDeciding] = useState<{ row: Row; approved: boolean }>();
  const title = (key: string) => t(`fleet.enrolments.${key}`);

  async function decide(reason: string): Promise<void> {
    if (!deciding) return;
    const { row, approved } = deciding;
    const body = { approved, fingerprint: row.fingerprint, reason };
    const done = t(approved ? 'fleet.enrolments.approved' : 'fleet.enrolments.refused');
    const path = `/api/fleet/counters/${row.counter}/enrolment`;
    if (await act('post', path, body, { done, refresh: ['/api/fleet'] })) setDeciding(undefined);
  }
  return (
    <>
      <Table<Row>
        size="small"
        rowKey="counter"
        dataSource={rows}
        scroll={{ x: 'max-content' }}
        pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
        onRow={({ counter }) => ({ 'data-testid': `enrolment-${counter}` }) as object}
        columns={[
          {
            title: t('fleet.columns.name'),
            render: (_, { counter, name }) => <Link to={`/counters/${counter}?tab=enrolment`}>{name}</Link>,
          },
          {
            title: t('fleet.columns.status'),
            render: (_, { state }) => (
              <Tag color={colours[state]}>{t(`fleet.enrolments.states.${state}`)}</Tag>
            ),
          },
          {
            title: title('expires'),
            render: (_, { expiresAtMs }) => (expiresAtMs > 0 ? dayTimeOf(expiresAtMs) : '—'),
          },
          {
            title: title('fingerprint'),
            render: (_, { fingerprint }) => (fingerprint ? <code>{fingerprint}</code> : '—'),
          },
          { title: title('asked'), render: (_, { askedAtMs }) => (askedAtMs ? dayTimeOf(askedAtMs) : '—') },
          { title: title('times'), dataIndex: 'times', align: 'right' },
          {
            title: title('decided'),
            render: (_, { decidedBy, reason }) => (decidedBy ? `${decidedBy}: ${reason}` : '—'),
          },
          {
            title: '',
            render: (_, row) =>
              row.state === 'waiting' && (
                <Space>
                  <Button
                    size="small"
                    type="primary"
                    onClick={() => setDeciding({ row, approved: true })}
                    data-testid="enrolment-approve"
                  >
                    {title('approve')}
                  </Button>
                  <Button
                    size="small"
                    danger
                    onClick={() => setDeciding({ row, approved: false })}
                    data-testid="enrolment-refuse"
                  >
                    {title('refuse')}
                  </Button>
                </Space>
              ),
          },
        ]}
      />
      {deciding && (
        <ReasonDialog
          title={title(deciding.approved ? 'approveTitle' : 'refuseTitle')}
          hint={t(deciding.approved ? 'fleet.enrolments.approveHint' : 'fleet.enrolments.refuseHint', {
            fingerprint: deciding.row.fingerprint,
          })}
          ok={title(deciding.approved ? 'approve' : 'refuse')}
          isDanger={!deciding.approved}
          busy={busy}
          onOk={(reason) => void decide(reason)}
          onClose={() => setDeciding(undefined)}
        />
      )}
    </>
  );
}
