// Whose product it is: searched in the register.
import { Form, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../shared/use-api.ts';

interface Row {
  creditCode: string;
  name: string;
}

export function SupplierField({ isFixed }: { isFixed: boolean }) {
  const { t } = useTranslation();
  const [search, setSearch] = useState('');
  const query = useApi<{ rows: Row[] }>('/api/suppliers', { search, pageSize: 20, status: 'active' });
  const options = (query.data?.rows ?? []).map(({ creditCode, name }) => ({
    value: creditCode,
    label: `${name} · ${creditCode}`,
  }));
  return (
    <Form.Item
      name="creditCode"
      label={t('certification.supplier')}
      rules={[{ required: true, message: t('certification.needed') }]}
    >
      <Select
        disabled={isFixed}
        showSearch={{ filterOption: false, onSearch: setSearch }}
        options={options}
        loading={query.isFetching}
        placeholder={t('certification.supplierForm.search')}
        data-testid="supplier-select"
      />
    </Form.Item>
  );
}
