// The catalog in force, to look through and to take away.
import { categories, type Entry } from '@zhuangui/protocol/catalog.ts';
import { Space, type TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { DownloadButton } from '../../shared/download-button.tsx';
import { yuan } from '../../shared/format.ts';
import { PageFrame } from '../../shared/page-frame.tsx';
import { leagueNames } from '../../shared/region-names.ts';
import { ServerTable } from '../../shared/server-table.tsx';

export default function EntriesPage() {
  const { t } = useTranslation();
  const columns: TableColumnsType<Entry> = [
    {
      title: t('releases.entry'),
      key: 'name',
      sorter: true,
      render: (_, { id, name, specification }) => (
        <Link to={`/entries/${encodeURIComponent(id)}`}>
          {name} <span className="hint">{specification}</span>
        </Link>
      ),
    },
    { title: t('releases.fields.certificate'), key: 'id', sorter: true, dataIndex: 'id' },
    {
      title: t('releases.category'),
      render: (_, { category }) => t(`releases.categories.${category}`),
    },
    {
      title: t('releases.supplier'),
      key: 'supplier',
      sorter: true,
      render: (_, { supplier }) => supplier.name,
    },
    { title: t('releases.origin'), render: (_, { origin }) => origin.name },
    {
      title: t('releases.price'),
      render: (_, { priceBand }) => `${yuan(priceBand.minFen)}–${yuan(priceBand.maxFen)}`,
    },
    {
      title: t('releases.validUntil'),
      key: 'until',
      sorter: true,
      render: (_, { certificate }) => certificate.validUntil,
    },
  ];
  const leagues = Object.entries(leagueNames).map(([value, label]) => ({ value, label }));
  return (
    <PageFrame
      title={t('releases.entries')}
      description={t('releases.entriesHint')}
      extra={
        <Space wrap>
          <DownloadButton path="/api/catalog/export?format=csv" data-testid="catalog-csv">
            {t('releases.exportCsv')}
          </DownloadButton>
          <DownloadButton path="/api/catalog/export?format=xlsx" data-testid="catalog-xlsx">
            {t('releases.exportXlsx')}
          </DownloadButton>
          <DownloadButton path="/api/catalog/export?format=json" data-testid="catalog-json">
            {t('releases.exportJson')}
          </DownloadButton>
        </Space>
      }
    >
      <ServerTable<Entry>
        path="/api/catalog/entries"
        columns={columns}
        rowKey="id"
        rowTestId="entry-row"
        searchHint={t('releases.find')}
        filters={[
          {
            name: 'category',
            label: t('releases.category'),
            options: categories.map((value) => ({ value, label: t(`releases.categories.${value}`) })),
          },
          { name: 'league', label: t('releases.origin'), options: leagues },
        ]}
      />
    </PageFrame>
  );
}
