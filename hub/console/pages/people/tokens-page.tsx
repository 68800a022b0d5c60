// Tokens of programs: made, told once, revoked.
import { PlusOutlined } from '@ant-design/icons';
import { dayOf } from '@zhuangui/protocol/days.ts';
import { Button, Popconfirm, Table, type TableColumnsType, Tag, Tooltip } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Grant } from '../../../people/actor.ts';
import { dayTimeOf } from '../../shared/format.ts';
import { Loaded } from '../../shared/loaded.tsx';
import { PageFrame } from '../../shared/page-frame.tsx';
import { useAct, useApi } from '../../shared/use-api.ts';
import { GrantTags } from './grant-tags.tsx';
import { NewToken } from './new-token.tsx';
import './people.css';
import { ToldOnce } from './told-once.tsx';

interface TokenRow {
  id: string;
  name: string;
  scopes: string[];
  grants: Grant[];
  createdBy: string;
  createdAtMs: number;
  expiresAtMs: number;
  revokedAtMs: number | null;
  usedAtMs: number | null;
}

export default function TokensPage() {
  const { t } = useTranslation();
  const { act } = useAct();
  const query = useApi<{ rows: TokenRow[]; total: number }>('/api/tokens');
  const [isAdding, setAdding] = useState(false);
  const [secret, setSecret] = useState<string>();
  const columns: TableColumnsType<TokenRow> = [
    { title: t('people.tokens.name'), dataIndex: 'name' },
    {
      title: t('people.tokens.scopes'),
      render: (_, { scopes }) => (
        <Tooltip title={scopes.map((scope) => t(`actions.${scope}`)).join('，')}>
          <span>{t('people.tokens.scopeCount', { count: scopes.length })}</span>
        </Tooltip>
      ),
    },
    { title: t('people.grants'), render: (_, { grants }) => <GrantTags grants={grants} /> },
    { title: t('people.tokens.by'), dataIndex: 'createdBy' },
    {
      title: t('people.tokens.used'),
      render: (_, { usedAtMs }) => (usedAtMs === null ? t('people.never') : dayTimeOf(usedAtMs)),
    },
    { title: t('people.tokens.expires'), render: (_, { expiresAtMs }) => dayOf(expiresAtMs) },
    {
      title: t('people.state'),
      render: (_, { id, revokedAtMs }) =>
        revokedAtMs !== null ? (
          <Tag color="red">{t('people.tokens.revoked')}</Tag>
        ) : (
          <Popconfirm
            title={t('people.tokens.revokeAsk')}
            okText={t('people.tokens.revoke')}
            cancelText={t('shell.cancel')}
            onConfirm={() => void act('delete', `/api/tokens/${id}`, undefined, { refresh: ['/api/tokens'] })}
          >
            <Button size="small" danger data-testid="token-revoke">
              {t('people.tokens.revoke')}
            </Button>
          </Popconfirm>
        ),
    },
  ];
  return (
    <PageFrame
      title={t('people.tokens.title')}
      description={t('people.tokens.hint')}
      extra={
        <Button
          type="primary"
          icon={<PlusOutlined />}
          onClick={() => setAdding(true)}
          data-testid="token-add"
        >
          {t('people.tokens.add')}
        </Button>
      }
    >
      <div className="panel server-table">
        <Loaded query={query} isEmpty={({ total }) => total === 0} empty={t('people.tokens.empty')}>
          {({ rows }) => (
            <Table<TokenRow>
              size="small"
              rowKey="id"
              columns={columns}
              dataSource={rows}
              scroll={{ x: 'max-content' }}
              pagination={{ pageSize: 50, hideOnSinglePage: true }}
            />
          )}
        </Loaded>
      </div>
      {isAdding && <NewToken onClose={() => setAdding(false)} onMade={setSecret} />}
      <ToldOnce
        title={t('people.tokens.text')}
        hint={t('people.tokens.textHint')}
        secret={secret}
        onClose={() => setSecret(undefined)}
      />
    </PageFrame>
  );
}
