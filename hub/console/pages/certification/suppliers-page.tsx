// The register of suppliers, and the dialog that registers or changes one.
import { Button, Form, Input, Modal, Select, type TableColumnsType, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Supplier } from '../../../certification/suppliers.ts';
import { PageFrame } from '../../shared/page-frame.tsx';
import { bannerNames, leagueNames, regionName } from '../../shared/region-names.ts';
import { ServerTable } from '../../shared/server-table.tsx';
import { useSession } from '../../shared/session.tsx';
import { useAct } from '../../shared/use-api.ts';

export default function SuppliersPage() {
  const { t } = useTranslation();
  const { can } = useSession();
  const [edited, setEdited] = useState<Supplier | 'new'>();
  const isWriter = can('supplier.write');
  const of = (name: string) => t(`certification.supplierForm.${name}`);
  return (
    <PageFrame
      title={t('certification.suppliers')}
      description={t('certification.free')}
      extra={
        isWriter && (
          <Button type="primary" onClick={() => setEdited('new')} data-testid="new-supplier">
            {of('add')}
          </Button>
        )
      }
    >
      <ServerTable<Supplier>
        path="/api/suppliers"
        rowKey="creditCode"
        rowTestId="supplier-row"
        columns={useColumns(isWriter ? setEdited : undefined)}
        searchHint={of('search')}
        empty={of('empty')}
        filters={[
          {
            name: 'banner',
            label: t('certification.banner'),
            options: Object.entries(leagueNames).map(([value, label]) => ({ value, label })),
          },
          {
            name: 'blacklisted',
            label: of('status'),
            options: [{ value: '1', label: of('blacklistedOnly') }],
          },
        ]}
      />
      {edited && (
        <SupplierDialog
          {...(edited === 'new' ? {} : { supplier: edited })}
          close={() => setEdited(undefined)}
        />
      )}
    </PageFrame>
  );
}

function useColumns(edit: ((supplier: Supplier) => void) | undefined): TableColumnsType<Supplier> {
  const { t } = useTranslation();
  const of = (name: string) => t(`certification.supplierForm.${name}`);
  return [
    {
      key: 'name',
      title: of('name'),
      sorter: true,
      render: (_value, supplier) =>
        edit ? (
          <Button type="link" size="small" onClick={() => edit(supplier)}>
            {supplier.name}
          </Button>
        ) : (
          supplier.name
        ),
    },
    { key: 'creditCode', title: of('creditCode'), dataIndex: 'creditCode', sorter: true },
    { key: 'banner', title: of('banner'), dataIndex: 'banner', sorter: true, render: regionName },
    { key: 'contact', title: of('contact'), render: (_value, one) => `${one.contact} ${one.phone}` },
    {
      key: 'status',
      title: of('status'),
      render: (_value, one) => (
        <>
          <Tag color={one.status === 'active' ? 'green' : 'default'}>{of(one.status)}</Tag>
          {one.isBlacklisted && (
            <Tag color="red" data-testid="blacklisted">
              {of('blacklisted')}
            </Tag>
          )}
        </>
      ),
    },
  ];
}

const bannerOptions = Object.entries(bannerNames).map(([value, name]) => ({
  value,
  label: `${leagueNames[`${value.slice(0, 4)}00`] ?? ''}${name}`,
}));

/** Two fields beside each other where there is room: the dialog fits a small screen. */
const pair = { display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(210px, 1fr))', columnGap: 16 };

function SupplierDialog({ supplier, close }: { supplier?: Supplier; close(): void }) {
  const { t } = useTranslation();
  const { act, busy } = useAct();
  const [form] = Form.useForm();
  const of = (name: string) => t(`certification.supplierForm.${name}`);
  async function save(): Promise<void> {
    const values = (await form.validateFields().catch(() => undefined)) as Record<string, string> | undefined;
    if (!values) return;
    const { creditCode = '', ...rest } = values;
    const options = { done: of(supplier ? 'changed' : 'created'), refresh: ['/api/suppliers'] };
    const code = creditCode.trim().toUpperCase();
    const saved = supplier
      ? await act('put', `/api/suppliers/${supplier.creditCode}`, rest, options)
      : await act('post', '/api/suppliers', { ...rest, creditCode: code }, options);
    if (saved) close();
  }
  const field = (name: string, maxLength: number, isNeeded: boolean, isFixed = false) => (
    <Form.Item
      name={name}
      label={of(name)}
      rules={isNeeded ? [{ required: true, whitespace: true, message: t('certification.needed') }] : []}
    >
      <Input maxLength={maxLength} disabled={isFixed} data-testid={`supplier-${name}`} />
    </Form.Item>
  );
  return (
    <Modal
      open
      title={of(supplier ? 'edit' : 'add')}
      okText={t('certification.save')}
      cancelText={t('certification.cancel')}
      okButtonProps={{ 'data-testid': 'save-supplier' }}
      confirmLoading={busy}
      onOk={() => void save()}
      onCancel={close}
      destroyOnHidden
    >
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={supplier ?? { status: 'active', contact: '', phone: '', address: '' }}
      >
        <div style={pair}>
          {field('creditCode', 18, true, supplier !== undefined)}
          {field('name', 100, true)}
          <Form.Item
            name="banner"
            label={of('banner')}
            rules={[{ required: true, message: t('certification.needed') }]}
          >
            <Select
              showSearch={{ optionFilterProp: 'label' }}
              options={bannerOptions}
              data-testid="supplier-banner"
            />
          </Form.Item>
          {field('contact', 40, false)}
          {field('phone', 20, false)}
          {field('address', 200, false)}
          <Form.Item name="status" label={of('status')}>
            <Select options={['active', 'closed'].map((value) => ({ value, label: of(value) }))} />
          </Form.Item>
        </div>
      </Form>
    </Modal>
  );
}
