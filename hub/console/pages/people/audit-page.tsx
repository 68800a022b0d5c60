// What people did and were refused, newest first; the proof that nothing was changed; the export.
import { DownloadOutlined, SafetyCertificateOutlined } from '@ant-design/icons';
import { dayOf } from '@zhuangui/protocol/days.ts';
import { Alert, Button, type TableColumnsType, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { address, get } from '../../shared/api.ts';
import { DownloadButton } from '../../shared/download-button.tsx';
import { clockOf, whole } from '../../shared/format.ts';
import { PageFrame } from '../../shared/page-frame.tsx';
import { useProblem } from '../../shared/problem.ts';
import { ServerTable } from '../../shared/server-table.tsx';
import { useApi } from '../../shared/use-api.ts';
import './people.css';

interface AuditRow {
  seq: number;
  atMs: number;
  actorKind: string;
  actorId: string;
  actorName: string;
  action: string;
  object: string;
  outcome: string;
  detail: string;
}
interface Proof {
  isWhole: boolean;
  entries: number;
  head: string;
  broken?: { seq: number; why: string };
}

const filterNames = ['search', 'action', 'outcome', 'actor'] as const;

export default function AuditPage() {
  const { t, i18n } = useTranslation();
  const [query] = useSearchParams();
  const actor = query.get('actor') ?? '';
  const known = useApi<{ actions: string[] }>('/api/audit/actions').data?.actions ?? [];
  const words = (action: string) => (i18n.exists(`actions.${action}`) ? t(`actions.${action}`) : action);
  const columns: TableColumnsType<AuditRow> = [
    { title: t('people.audit.seq'), key: 'seq', dataIndex: 'seq', sorter: true },
    {
      title: t('people.audit.at'),
      key: 'at',
      render: (_, { atMs }) => `${dayOf(atMs)} ${clockOf(atMs)}`,
    },
    {
      title: t('people.audit.actor'),
      key: 'actor',
      render: (_, row) => (
        <>
          {row.actorKind !== 'machine' && `${row.actorName} `}
          {row.actorKind !== 'person' && <Tag>{t(`people.audit.kinds.${row.actorKind}`)}</Tag>}
        </>
      ),
    },
    { title: t('people.audit.action'), key: 'action', render: (_, { action }) => words(action) },
    {
      title: t('people.audit.outcome'),
      key: 'outcome',
      render: (_, { outcome }) => (
        <Tag color={outcome === 'done' ? 'green' : 'red'}>{t(`people.audit.outcomes.${outcome}`)}</Tag>
      ),
    },
    {
      title: t('people.audit.object'),
      key: 'object',
      render: (_, { object }) => <ObjectName object={object} />,
    },
  ];
  const filters = [
    {
      name: 'action',
      label: t('people.audit.action'),
      options: known.map((value) => ({ value, label: words(value) })),
    },
    {
      name: 'outcome',
      label: t('people.audit.outcome'),
      options: ['done', 'refused'].map((value) => ({ value, label: t(`people.audit.outcomes.${value}`) })),
    },
  ];
  const shown = Object.fromEntries(filterNames.map((name) => [name, query.get(name)]));
  return (
    <PageFrame
      title={t('people.audit.title')}
      description={t('people.audit.hint')}
      extra={
        <>
          <Verify />
          <DownloadButton icon={<DownloadOutlined />} path={address('/api/audit/export.csv', shown)}>
            {t('people.audit.export')}
          </DownloadButton>
        </>
      }
    >
      <ServerTable<AuditRow>
        path="/api/audit"
        columns={columns}
        rowKey="seq"
        filters={filters}
        {...(actor ? { fixed: { actor } } : {})}
        searchHint={t('people.audit.search')}
        expandable={{
          expandedRowRender: ({ detail, actorId }) => (
            <span className="mono">
              {actorId} {detail}
            </span>
          ),
          rowExpandable: ({ detail }) => detail !== '',
        }}
        rowTestId="audit-row"
      />
    </PageFrame>
  );
}

/** `counter/c-0001` in words: what it is, then its number. */
function ObjectName({ object }: { object: string }) {
  const { t, i18n } = useTranslation();
  const [kind = '', ...rest] = object.split('/');
  const key = `people.audit.objects.${kind}`;
  if (!i18n.exists(key)) return <span className="mono audit-object">{object}</span>;
  return (
    <span className="audit-object">
      {t(key)} <span className="mono">{rest.join('/')}</span>
    </span>
  );
}

function Verify() {
  const { t } = useTranslation();
  const problem = useProblem();
  const [result, setResult] = useState<Proof | { problem: string }>();
  const [busy, setBusy] = useState(false);
  async function check(): Promise<void> {
    setBusy(true);
    setResult(await get<Proof>('/api/audit/verify').catch((error: unknown) => ({ problem: problem(error) })));
    setBusy(false);
  }
  const words = (found: Proof | { problem: string }): string => {
    if ('problem' in found) return found.problem;
    const { entries, head, broken } = found;
    if (broken) return t('people.audit.broken', { seq: broken.seq });
    return t('people.audit.whole', { total: whole(entries), head: head.slice(0, 16) });
  };
  return (
    <>
      {result && (
        <Alert
          type={'isWhole' in result && result.isWhole ? 'success' : 'error'}
          showIcon
          title={words(result)}
          data-testid="audit-proof"
        />
      )}
      <Button
        icon={<SafetyCertificateOutlined />}
        loading={busy}
        onClick={() => void check()}
        data-testid="audit-verify"
      >
        {t('people.audit.verify')}
      </Button>
    </>
  );
}
