// Imposing a sanction: what about, why, on what ground, with which files; what it covers is shown before it is confirmed.
import { Alert, Button, Checkbox, Form, Input, Modal, Select, Upload, type UploadFile } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { Cascade } from '../../../sanctions/cascade.ts';
import type { SanctionKind } from '../../../sanctions/sanction-lists.ts';
import { send, upload } from '../../shared/api.ts';
import { Loaded } from '../../shared/loaded.tsx';
import { useAct, useApi } from '../../shared/use-api.ts';
import { TargetField } from './target-field.tsx';
import { testId } from './test-id.ts';
import { kindsOfGroup, type SanctionGroup } from './types.ts';

interface Fields {
  kind: SanctionKind;
  target: string;
  lots?: string[];
  reason: string;
  legalBasis?: string;
  passphrase?: string;
}

export function ImposeDialog({ group, close }: { group: SanctionGroup; close(): void }) {
  const { t } = useTranslation();
  const { run, busy } = useAct();
  const navigate = useNavigate();
  const [form] = Form.useForm<Fields>();
  const [files, setFiles] = useState<UploadFile[]>([]);
  const [isRead, setRead] = useState(false);
  const kinds = kindsOfGroup[group];
  const kind = Form.useWatch('kind', form) ?? kinds[0]!;
  const target = Form.useWatch('target', form);

  async function impose({ legalBasis, passphrase, lots, ...fields }: Fields) {
    const done = await run(
      async () => {
        const evidence: string[] = [];
        for (const { originFileObj } of files)
          if (originFileObj)
            evidence.push((await upload<{ id: string }>('/api/supervision/evidence', originFileObj)).id);
        return send<{ id: string }>('post', '/api/supervision/sanctions', {
          ...fields,
          evidence,
          ...(kind === 'lot' && lots ? { lots } : {}),
          ...(legalBasis ? { legalBasis } : {}),
          ...(passphrase ? { passphrase } : {}),
        });
      },
      { done: t('supervision.imposed') },
    );
    if (done) void navigate(`/sanctions/${done.id}`);
  }

  return (
    <Modal
      open
      title={t(`supervision.impose.${group}`)}
      onCancel={close}
      okText={t('supervision.confirm')}
      okButtonProps={{ danger: true, disabled: !isRead, ...testId('confirm-impose') }}
      cancelText={t('shell.cancel')}
      confirmLoading={busy}
      onOk={() => form.submit()}
    >
      <Form<Fields>
        form={form}
        layout="vertical"
        initialValues={{ kind: kinds[0] }}
        onFinish={(fields) => void impose(fields)}
        onValuesChange={(changed) => {
          setRead(false);
          if ('kind' in changed) form.resetFields(['target', 'lots']);
        }}
      >
        <Form.Item name="kind" label={t('supervision.kind')} hidden={kinds.length === 1}>
          <Select
            options={kinds.map((value) => ({ value, label: t(`supervision.kinds.${value}`) }))}
            data-testid="kind"
          />
        </Form.Item>
        <TargetField key={kind} kind={kind} />
        {kind === 'lot' && (
          <Form.Item
            name="lots"
            label={t('supervision.lots')}
            rules={[{ required: true, message: t('supervision.needed') }]}
          >
            <Select mode="tags" tokenSeparators={[',', '，', ' ']} open={false} data-testid="lots" />
          </Form.Item>
        )}
        <Form.Item
          name="reason"
          label={t('supervision.reasonPublic')}
          rules={[{ required: true, whitespace: true, message: t('supervision.needed') }]}
        >
          <Input maxLength={300} showCount data-testid="reason" />
        </Form.Item>
        <Form.Item name="legalBasis" label={t('supervision.legalBasis')}>
          <Input maxLength={300} data-testid="legal-basis" />
        </Form.Item>
        <Form.Item label={t('supervision.evidence')} extra={t('supervision.evidenceHint')}>
          <Upload
            multiple
            maxCount={20}
            accept=".pdf,.png,.jpg,.jpeg"
            beforeUpload={() => false}
            fileList={files}
            onChange={({ fileList }) => setFiles(fileList)}
          >
            <Button>{t('supervision.chooseFiles')}</Button>
          </Upload>
        </Form.Item>
        {group !== 'suspensions' && (
          <Form.Item name="passphrase" label={t('supervision.passphrase')}>
            <Input.Password autoComplete="off" maxLength={200} />
          </Form.Item>
        )}
      </Form>
      {target && <Preview kind={kind} target={target} />}
      <Checkbox
        checked={isRead}
        disabled={!target}
        onChange={({ target: box }) => setRead(box.checked)}
        data-testid="understood"
      >
        {t('supervision.understood')}
      </Checkbox>
    </Modal>
  );
}

/** SANC-11: before anybody confirms. */
function Preview({ kind, target }: { kind: SanctionKind; target: string }) {
  const { t } = useTranslation();
  const query = useApi<Cascade>('/api/supervision/preview', { kind, target });
  return (
    <Loaded query={query} rows={2}>
      {({ entries, counters, slots, packages, pendingApplications, already }) => (
        <Alert
          type="warning"
          data-testid="preview"
          style={{ marginBottom: 12 }}
          title={t(
            kind === 'channel' || kind === 'company'
              ? 'supervision.coversChannels'
              : 'supervision.coversGoods',
            { entries: entries.length, counters, slots, packages },
          )}
          description={
            <>
              {entries.slice(0, 20).map(({ id, name }) => (
                <div key={id}>
                  {name} · {id}
                </div>
              ))}
              {entries.length > 20 && <div>{t('supervision.andMore', { count: entries.length - 20 })}</div>}
              {pendingApplications > 0 && (
                <div>{t('supervision.freezes', { count: pendingApplications })}</div>
              )}
              {already.length > 0 && <div>{t('supervision.already', { count: already.length })}</div>}
            </>
          }
        />
      )}
    </Loaded>
  );
}
