// Catalog releases: what was published, what is being prepared.
import { PlusOutlined } from '@ant-design/icons';
import { Button, Form, Input, Modal, type TableColumnsType, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { dayTimeOf } from '../../shared/format.ts';
import { PageFrame } from '../../shared/page-frame.tsx';
import { ServerTable } from '../../shared/server-table.tsx';
import { useSession } from '../../shared/session.tsx';
import { useAct } from '../../shared/use-api.ts';
import { type ReleaseRow, stateColors } from './types.ts';

export default function ReleasesPage() {
  const { t } = useTranslation();
  const { can } = useSession();
  const [isMaking, setMaking] = useState(false);
  const columns: TableColumnsType<ReleaseRow> = [
    {
      title: t('releases.name'),
      key: 'title',
      sorter: true,
      render: (_, { id, title }) => <Link to={`/releases/${id}`}>{title}</Link>,
    },
    {
      title: t('releases.state'),
      render: (_, { state }) => <Tag color={stateColors[state]}>{t(`releases.states.${state}`)}</Tag>,
    },
    {
      title: t('releases.version'),
      key: 'version',
      sorter: true,
      render: (_, { version, baseVersion }) => version ?? t('releases.baseVersion', { version: baseVersion }),
    },
    {
      title: t('releases.signatures'),
      render: (_, { signatures }) => t('releases.signedCount', { count: signatures }),
    },
    { title: t('releases.createdBy'), dataIndex: 'createdByName' },
    {
      title: t('releases.createdAt'),
      key: 'created',
      sorter: true,
      render: (_, { createdAtMs }) => dayTimeOf(createdAtMs),
    },
    {
      title: t('releases.publishedAt'),
      render: (_, { publishedAtMs }) => (publishedAtMs === null ? '' : dayTimeOf(publishedAtMs)),
    },
  ];
  const states = Object.keys(stateColors).map((value) => ({ value, label: t(`releases.states.${value}`) }));
  return (
    <PageFrame
      title={t('releases.title')}
      description={t('releases.hint')}
      extra={
        can('release.draft') && (
          <Button
            type="primary"
            icon={<PlusOutlined />}
            onClick={() => setMaking(true)}
            data-testid="release-new"
          >
            {t('releases.make')}
          </Button>
        )
      }
    >
      <ServerTable<ReleaseRow>
        path="/api/releases"
        columns={columns}
        rowKey="id"
        filters={[{ name: 'state', label: t('releases.state'), options: states }]}
        empty={t('releases.empty')}
      />
      {isMaking && <NewRelease onClose={() => setMaking(false)} />}
    </PageFrame>
  );
}

function NewRelease({ onClose }: { onClose(): void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { act, busy } = useAct();
  const [title, setTitle] = useState('');
  async function create(): Promise<void> {
    const made = await act<{ id: string }>('post', '/api/releases', { title: title.trim() });
    if (made) navigate(`/releases/${made.id}`);
  }
  return (
    <Modal
      open
      title={t('releases.make')}
      okText={t('releases.create')}
      cancelText={t('shell.cancel')}
      okButtonProps={{ disabled: title.trim() === '', loading: busy }}
      onOk={() => void create()}
      onCancel={onClose}
    >
      <Form layout="vertical">
        <Form.Item label={t('releases.name')} htmlFor="release-title">
          <Input
            id="release-title"
            autoFocus
            maxLength={80}
            value={title}
            placeholder={t('releases.nameHint')}
            onChange={({ target }) => setTitle(target.value)}
            onPressEnter={() => title.trim() !== '' && void create()}
            data-testid="release-title"
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}
