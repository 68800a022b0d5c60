import { Button, type ButtonProps, Input, Modal, Space, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dayTimeOf } from '../../shared/format.ts';
import { PageFrame } from '../../shared/page-frame.tsx';
import { ServerTable } from '../../shared/server-table.tsx';
import { useSession } from '../../shared/session.tsx';
import { useAct } from '../../shared/use-api.ts';
import { counterColumn } from './money-columns.tsx';

interface CaseShown {
  id: number;
  kind: string;
  counter: string;
  counterName: string | null;
  detail: string;
  times: number;
  noticedAt: number;
  assignee: string | null;
  closedName: string | null;
  reason: string | null;
  open: boolean;
  words: { zh: string; en: string };
}
type Asked = { row: CaseShown; what: 'assign' | 'close' };

export default function CasesPage() {
  const { t, i18n } = useTranslation();
  const { can } = useSession();
  const [asked, setAsked] = useState<Asked | null>(null);
  return (
    <PageFrame title={t('money.cases')} description={t('money.casesAbout')}>
      <ServerTable<CaseShown>
        path="/api/money/cases"
        rowKey="id"
        empty={t('money.none')}
        filters={[
          {
            name: 'state',
            label: t('money.state'),
            options: (['open', 'closed', 'all'] as const).map((value) => ({
              value,
              label: t(`money.${value}`),
            })),
          },
        ]}
        columns={[
          {
            key: 'noticedAt',
            title: t('money.at'),
            sorter: true,
            render: (row: CaseShown) => dayTimeOf(row.noticedAt),
          },
          {
            key: 'what',
            title: t('money.what'),
            render: (row: CaseShown) => (
              <>
                {i18n.language === 'en' ? row.words.en : row.words.zh}
                <br />
                <small>
                  {row.detail} {row.times > 1 && t('money.times', { times: row.times })}
                </small>
              </>
            ),
          },
          counterColumn(t),
          { key: 'assignee', title: t('money.assignee'), render: (row: CaseShown) => row.assignee ?? '—' },
          {
            key: 'state',
            title: t('money.state'),
            render: (row: CaseShown) => (
              <>
                <Tag color={row.open ? 'error' : 'success'}>
                  {t(row.open ? 'money.open' : 'money.closed')}
                </Tag>
                {!row.open && `${row.closedName}: ${row.reason}`}
              </>
            ),
          },
          {
            key: 'act',
            title: '',
            render: (row: CaseShown) =>
              row.open && can('case.close') ? (
                <Space>
                  {(['assign', 'close'] as const).map((what) => (
                    <Button
                      key={what}
                      size="small"
                      onClick={() => setAsked({ row, what })}
                      data-testid={`case-${what}`}
                    >
                      {t(`money.${what}`)}
                    </Button>
                  ))}
                </Space>
              ) : null,
          },
        ]}
      />
      {asked && <CaseDialog asked={asked} onClose={() => setAsked(null)} />}
    </PageFrame>
  );
}

function CaseDialog({ asked: { row, what }, onClose }: { asked: Asked; onClose(): void }) {
  const { t } = useTranslation();
  const { act, busy } = useAct();
  const [text, setText] = useState('');
  const label = t(what === 'assign' ? 'money.assignee' : 'money.reason');
  async function send() {
    const body = what === 'assign' ? { assignee: text.trim() } : { reason: text.trim() };
    if (await act('post', `/api/money/cases/${row.id}/${what}`, body, { refresh: ['/api/money/cases'] }))
      onClose();
  }
  return (
    <Modal
      open
      title={t(`money.${what}`)}
      okText={t('money.save')}
      cancelText={t('money.cancel')}
      confirmLoading={busy}
      onOk={() => void send()}
      onCancel={onClose}
      okButtonProps={{ disabled: text.trim() === '', 'data-testid': 'case-save' } as ButtonProps}
    >
      <p>{row.detail}</p>
      <Input
        aria-label={label}
        placeholder={label}
        maxLength={what === 'assign' ? 60 : 300}
        value={text}
        onChange={({ target }) => setText(target.value)}
        data-testid="case-text"
      />
    </Modal>
  );
}
