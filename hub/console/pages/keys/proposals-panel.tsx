// For the administrator: keys that certifiers made in their browsers, compared by telephone, confirmed or turned down.
import { Button, Input, Modal, Popconfirm, Space, Table } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BrowserKey } from '../../../signing/browser-keys.ts';
import { dayTimeOf } from '../../shared/format.ts';
import { Loaded } from '../../shared/loaded.tsx';
import { useSession } from '../../shared/session.tsx';
import { useAct, useApi } from '../../shared/use-api.ts';

export function ProposalsPanel() {
  const { t } = useTranslation();
  const { person } = useSession();
  const { act, busy } = useAct();
  const [ending, setEnding] = useState<string>();
  const [reason, setReason] = useState('');
  const query = useApi<{ rows: BrowserKey[]; total: number }>('/api/keys/browser');
  const isOpen = ({ state }: BrowserKey) => state === 'waiting' || state === 'confirmed';
  const path = (keyId: string) => `/api/keys/browser/${keyId}`;
  return (
    <>
      <h3>{t('releases.proposals')}</h3>
      <div className="panel">
        <Loaded query={query} isEmpty={({ total }) => total === 0} empty={t('releases.noProposals')}>
          {({ rows }) => (
            <Table<BrowserKey>
              size="small"
              rowKey="keyId"
              dataSource={rows}
              pagination={false}
              scroll={{ x: 'max-content' }}
              columns={[
                { title: t('releases.person'), dataIndex: 'personName' },
                { title: t('releases.fingerprint'), render: (_, { keyId }) => <code>{keyId}</code> },
                { title: t('releases.createdAt'), render: (_, one) => dayTimeOf(one.proposedAtMs) },
                { title: t('releases.state'), render: (_, { state }) => t(`releases.keySteps.${state}`) },
                {
                  title: '',
                  render: (_, key) =>
                    isOpen(key) && (
                      <Space>
                        {key.state === 'waiting' && key.person !== person?.id && (
                          <Popconfirm
                            title={t('releases.compareAsk', { name: key.personName })}
                            okText={t('releases.confirmKey')}
                            cancelText={t('shell.cancel')}
                            okButtonProps={{ ...{ 'data-testid': 'proposal-confirmed' } }}
                            onConfirm={() => void act('post', `${path(key.keyId)}/confirm`)}
                          >
                            <Button size="small" type="primary" loading={busy} data-testid="proposal-confirm">
                              {t('releases.confirmKey')}
                            </Button>
                          </Popconfirm>
                        )}
                        <Button size="small" danger onClick={() => setEnding(key.keyId)}>
                          {t('releases.turnDown')}
                        </Button>
                      </Space>
                    ),
                },
              ]}
            />
          )}
        </Loaded>
      </div>
      <Modal
        open={ending !== undefined}
        title={t('releases.turnDown')}
        okText={t('releases.turnDown')}
        cancelText={t('shell.cancel')}
        okButtonProps={{ disabled: reason.trim() === '', loading: busy }}
        onOk={() =>
          void act('post', `${path(ending ?? '')}/end`, { reason: reason.trim() }).then(
            (done) => done && setEnding(undefined),
          )
        }
        onCancel={() => setEnding(undefined)}
        destroyOnHidden
      >
        <Input
          maxLength={280}
          value={reason}
          aria-label={t('releases.reason')}
          placeholder={t('releases.reason')}
          onChange={({ target }) => setReason(target.value)}
        />
      </Modal>
    </>
  );
}
