// Signing keys: one's own, and for the administrator all of them.
import { Button, Table, type TableColumnsType, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SigningKey } from '../../../signing/signing.ts';
import { dayTimeOf } from '../../shared/format.ts';
import { Loaded } from '../../shared/loaded.tsx';
import { PageFrame } from '../../shared/page-frame.tsx';
import { useSession } from '../../shared/session.tsx';
import { useApi } from '../../shared/use-api.ts';
import { BrowserKeyPanel, type MyKeys } from './browser-key-panel.tsx';
import { AgainDialog, BindDialog, DepositDialog, type KeysAnswer, RetireDialog } from './key-dialogs.tsx';
import { ProposalsPanel } from './proposals-panel.tsx';

type Open = { kind: 'deposit' | 'retire'; key: SigningKey } | { kind: 'bind' } | { kind: 'again' };

export default function KeysPage() {
  const { t } = useTranslation();
  const { can } = useSession();
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const mine = useApi<MyKeys>('/api/keys/mine');
  const all = useApi<KeysAnswer>(can('key.manage') ? '/api/keys' : null);
  return (
    <PageFrame
      title={t('releases.keys')}
      description={t('releases.keysHint')}
      extra={
        <>
          {can('key.manage') && (
            <Button type="primary" onClick={() => setOpen({ kind: 'bind' })} data-testid="key-bind">
              {t('releases.bind')}
            </Button>
          )}{' '}
          {can('sanction.withdraw') && (
            <Button onClick={() => setOpen({ kind: 'again' })} title={t('releases.signAgainHint')}>
              {t('releases.signAgain')}
            </Button>
          )}
        </>
      }
    >
      {can('release.sign') && (
        <>
          <h3>{t('releases.browserKey')}</h3>
          <Loaded query={mine}>{(own) => <BrowserKeyPanel mine={own} />}</Loaded>
        </>
      )}
      {can('key.manage') && <ProposalsPanel />}
      <h3>{t('releases.mine')}</h3>
      <div className="panel">
        <Loaded query={mine} isEmpty={({ keys }) => keys.length === 0} empty={t('releases.noneMine')}>
          {({ keys }) => <KeyTable keys={keys} act="deposit" onOpen={setOpen} />}
        </Loaded>
      </div>
      {can('key.manage') && (
        <>
          <h3>{t('releases.all')}</h3>
          <div className="panel">
            <Loaded query={all} isEmpty={({ keys }) => keys.length === 0} empty={t('releases.noKeys')}>
              {({ keys }) => <KeyTable keys={keys} act="retire" onOpen={setOpen} />}
            </Loaded>
          </div>
        </>
      )}
      {open?.kind === 'bind' && all.data && <BindDialog answer={all.data} onClose={close} />}
      {open?.kind === 'again' && <AgainDialog onClose={close} />}
      {open?.kind === 'deposit' && <DepositDialog keyId={open.key.keyId} onClose={close} />}
      {open?.kind === 'retire' && <RetireDialog keyId={open.key.keyId} onClose={close} />}
    </PageFrame>
  );
}

interface TableProps {
  keys: SigningKey[];
  act: 'deposit' | 'retire';
  onOpen(open: Open): void;
}

function KeyTable({ keys, act, onOpen }: TableProps) {
  const { t } = useTranslation();
  const columns: TableColumnsType<SigningKey> = [
    { title: t('releases.person'), dataIndex: 'personName' },
    { title: t('releases.list'), render: (_, { role }) => t(`releases.lists.${role}`) },
    {
      title: t('releases.chooseKey'),
      render: (_, { publicKey }) => <code title={publicKey}>{publicKey.slice(0, 16)}…</code>,
    },
    { title: t('releases.kept'), render: (_, { kept }) => t(`releases.keptNames.${kept}`) },
    {
      title: t('releases.state'),
      render: (_, { retiredAtMs, retiredWhy, trusted }) =>
        retiredAtMs !== null ? (
          <Tag color="red" title={retiredWhy ?? ''}>
            {t('releases.retired')} {dayTimeOf(retiredAtMs)}
          </Tag>
        ) : (
          <Tag color={trusted ? 'green' : 'orange'}>
            {trusted ? t('releases.trusted') : t('releases.untrusted')}
          </Tag>
        ),
    },
    {
      title: '',
      render: (_, key) =>
        key.retiredAtMs === null &&
        (act === 'retire' || !['demo', 'browser'].includes(key.kept)) && (
          <Button
            size="small"
            danger={act === 'retire'}
            onClick={() => onOpen({ kind: act, key })}
            data-testid={`key-${act}`}
          >
            {t(`releases.${act}`)}
          </Button>
        ),
    },
  ];
  return (
    <Table<SigningKey>
      size="small"
      rowKey="keyId"
      columns={columns}
      dataSource={keys}
      pagination={false}
      scroll={{ x: 'max-content' }}
    />
  );
}
