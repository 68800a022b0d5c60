// The difference to the version before, entry by entry, in words.
import { Button, Space, type TableColumnsType, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ServerTable } from '../../shared/server-table.tsx';
import { useSession } from '../../shared/session.tsx';
import { useAct } from '../../shared/use-api.ts';
import type { ChangeView, ReleaseDetails } from './types.ts';

const kindColors = { added: 'green', changed: 'blue', removed: 'red' } as const;

export function ChangesPanel({ release }: { release: ReleaseDetails }) {
  const { t, i18n } = useTranslation();
  const { can } = useSession();
  const { act } = useAct();
  const path = `/api/releases/${release.id}`;
  const isOpen = ['draft', 'ready', 'scheduled'].includes(release.state) && can('release.draft');
  /** The cause's word, then what the person wrote. */
  const reasonOf = (reason: string) => {
    const [cause = '', ...rest] = reason.split(': ');
    return i18n.exists(`releases.causes.${cause}`)
      ? [t(`releases.causes.${cause}`), rest.join(': ')].filter(Boolean).join(' · ')
      : reason;
  };
  const columns: TableColumnsType<ChangeView> = [
    {
      title: t('releases.kind'),
      render: (_, { kind, conflict }) => (
        <>
          <Tag color={kindColors[kind]}>{t(`releases.kinds.${kind}`)}</Tag>
          {conflict && <Tag color="volcano">{t('releases.conflict')}</Tag>}
        </>
      ),
    },
    {
      title: t('releases.words'),
      render: (_, { words, reason }) => (
        <div style={{ whiteSpace: 'normal', minWidth: 320 }} data-testid="change-words">
          {i18n.language === 'en' ? words.en : words.zh}
          {reason && <div className="hint">{reasonOf(reason)}</div>}
        </div>
      ),
    },
    {
      title: t('releases.source'),
      render: (_, { source, sourceRef }) =>
        source === 'application' && can('application.read') ? (
          <Link to={`/applications/${sourceRef}`}>{t('releases.sourceNames.application')}</Link>
        ) : (
          <span title={sourceRef}>{t(`releases.sourceNames.${source}`)}</span>
        ),
    },
    { title: t('releases.by'), dataIndex: 'byName' },
  ];
  if (isOpen)
    columns.push({
      title: '',
      render: (_, { entry, conflict }) => (
        <Space>
          {conflict && (
            <Button
              size="small"
              onClick={() => void act('post', `${path}/entries/${encodeURIComponent(entry)}/confirm`)}
            >
              {t('releases.keep')}
            </Button>
          )}
          <Button
            size="small"
            onClick={() => void act('delete', `${path}/entries/${encodeURIComponent(entry)}`)}
          >
            {t('releases.takeBack')}
          </Button>
        </Space>
      ),
    });
  const options = (names: readonly string[], key: string) =>
    names.map((value) => ({ value, label: t(`releases.${key}.${value}`) }));
  return (
    <>
      <h3>{t('releases.difference')}</h3>
      <ServerTable<ChangeView>
        path={`${path}/changes`}
        columns={columns}
        rowKey="entry"
        rowTestId="change-row"
        filters={[
          {
            name: 'kind',
            label: t('releases.kind'),
            options: options(['added', 'changed', 'removed'], 'kinds'),
          },
          {
            name: 'source',
            label: t('releases.source'),
            options: options(['application', 'file', 'edit'], 'sourceNames'),
          },
        ]}
        empty={t('releases.noChanges')}
      />
    </>
  );
}
