// One entry of the catalog, found by typing.
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import { Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../shared/use-api.ts';

export function EntryFinder({ onChoose }: { onChoose(entry: Entry): void }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const query = useApi<{ rows: Entry[] }>('/api/catalog/entries', { search: text, pageSize: 20 });
  const rows = query.data?.rows ?? [];
  return (
    <Select
      id="entry-finder"
      style={{ width: '100%' }}
      showSearch={{ filterOption: false, onSearch: setText }}
      placeholder={t('releases.find')}
      aria-label={t('releases.entry')}
      options={rows.map(({ id, name, supplier }) => ({
        value: id,
        label: `${name} · ${supplier.name} · ${id}`,
      }))}
      onChange={(id: string) => {
        const entry = rows.find((row) => row.id === id);
        if (entry) onChoose(entry);
      }}
      data-testid="entry-finder"
    />
  );
}
