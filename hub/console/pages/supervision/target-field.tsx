// What a sanction is about, searched where it is known: catalog, suppliers, counters, operating companies.

import type { Entry } from '@zhuangui/protocol/catalog.ts';
import { Form, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SanctionKind } from '../../../sanctions/sanction-lists.ts';
import { useApi } from '../../shared/use-api.ts';

interface Answer {
  entries?: Entry[];
  counters?: { id: string; name: string }[];
  rows?: { name: string; counters: number }[];
}
interface Option {
  value: string;
  label: string;
}

const pathOf: Record<SanctionKind, string> = {
  product: '/api/catalog',
  lot: '/api/catalog',
  supplier: '/api/catalog',
  channel: '/api/counters',
  company: '/api/supervision/companies',
};

function optionsOf(kind: SanctionKind, answer: Answer, search: string): Option[] {
  if (kind === 'channel')
    return (answer.counters ?? []).map(({ id, name }) => ({ value: id, label: `${name} · ${id}` }));
  if (kind === 'company')
    return (answer.rows ?? [])
      .filter(({ name }) => name.includes(search))
      .map(({ name, counters }) => ({ value: name, label: `${name} · ${counters}` }));
  const entries = answer.entries ?? [];
  if (kind !== 'supplier')
    return entries.map(({ id, name, supplier }) => ({
      value: id,
      label: `${name} · ${id} · ${supplier.name}`,
    }));
  const suppliers = new Map(entries.map(({ supplier }) => [supplier.creditCode, supplier.name]));
  return [...suppliers].map(([value, name]) => ({ value, label: `${name} · ${value}` }));
}

export function TargetField({ kind }: { kind: SanctionKind }) {
  const { t } = useTranslation();
  const [search, setSearch] = useState('');
  const query = useApi<Answer>(pathOf[kind], kind === 'company' ? {} : { search, limit: 50 });
  return (
    <Form.Item
      name="target"
      label={t(`supervision.targets.${kind}`)}
      rules={[{ required: true, message: t('supervision.needed') }]}
    >
      <Select
        showSearch={{ filterOption: false, onSearch: setSearch }}
        options={optionsOf(kind, query.data ?? {}, search)}
        loading={query.isFetching}
        placeholder={t('supervision.searchTarget')}
        notFoundContent={t('shell.noMatch')}
        data-testid="target"
      />
    </Form.Item>
  );
}
