// A table of counters: first what it would do, then the doing.

import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Modal, Progress, Table, Upload } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { upload } from '../../shared/api.ts';
import { useProblem } from '../../shared/problem.ts';
import { useJob } from '../../shared/use-job.ts';

interface Preview {
  job: string | null;
  accepted: number;
  rejected: number;
  problems: { row: number; column: string; value: string; zh: string; en: string }[];
}

export function ImportDialog({ onClose }: { onClose(): void }) {
  const { t, i18n } = useTranslation();
  const words = useProblem();
  const client = useQueryClient();
  const [file, setFile] = useState<File>();
  const [preview, setPreview] = useState<Preview>();
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const job = useJob(preview?.job ?? undefined);
  useEffect(() => {
    if (job?.state === 'done') void client.invalidateQueries();
  }, [job?.state, client]);

  async function send(given: File, apply: 'yes' | 'no'): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    try {
      setPreview(await upload<Preview>('/api/fleet/import', given, { apply }));
    } catch (error) {
      setPreview(undefined);
      setProblem(words(error));
    } finally {
      setBusy(false);
    }
  }

  const isRunning = preview?.job != null;
  const isZh = i18n.language.startsWith('zh');
  return (
    <Modal
      open
      title={t('fleet.importing.title')}
      onCancel={onClose}
      width={720}
      footer={[
        <Button key="close" onClick={onClose}>
          {t('fleet.importing.close')}
        </Button>,
        <Button
          key="apply"
          type="primary"
          disabled={!file || !preview || preview.accepted === 0 || isRunning}
          loading={isBusy}
          onClick={() => file && void send(file, 'yes')}
          data-testid="import-apply"
        >
          {t('fleet.importing.apply', { count: preview?.accepted ?? 0 })}
        </Button>,
      ]}
    >
      <div className="form">
        <p className="hint">{t('fleet.importing.hint')}</p>
        <Upload
          accept=".xlsx,.csv"
          maxCount={1}
          showUploadList={false}
          data-testid="import-file"
          beforeUpload={(given) => {
            setFile(given);
            void send(given, 'no');
            return false;
          }}
        >
          <Button loading={isBusy}>{file?.name ?? t('fleet.importing.choose')}</Button>
        </Upload>
        {problem && <Alert type="error" showIcon title={problem} role="alert" />}
        {preview && (
          <Alert
            type={preview.rejected > 0 ? 'warning' : 'success'}
            showIcon
            data-testid="import-preview"
            title={t('fleet.importing.preview', { accepted: preview.accepted, rejected: preview.rejected })}
          />
        )}
        {job && job.state === 'running' && (
          <Progress percent={job.total > 0 ? Math.floor((100 * job.done) / job.total) : 0} />
        )}
        {job?.state === 'done' && (
          <Alert
            type="success"
            showIcon
            data-testid="import-done"
            title={t('fleet.importing.done', { count: (job.result as { registered: number }).registered })}
          />
        )}
        {job?.state === 'failed' && (
          <Alert
            type="error"
            showIcon
            title={t('fleet.importing.failed', { message: job.error?.message ?? '' })}
          />
        )}
        {preview && preview.problems.length > 0 && (
          <Table
            size="small"
            rowKey={({ row, column }) => `${row} ${column}`}
            dataSource={preview.problems}
            pagination={{ pageSize: 10, size: 'small', showSizeChanger: false }}
            scroll={{ x: 'max-content' }}
            footer={() => (preview.rejected > preview.problems.length ? t('fleet.importing.more') : null)}
            columns={[
              { title: t('fleet.importing.row'), dataIndex: 'row' },
              { title: t('fleet.importing.column'), dataIndex: 'column' },
              { title: t('fleet.importing.value'), dataIndex: 'value' },
              { title: t('fleet.importing.reason'), dataIndex: isZh ? 'zh' : 'en' },
            ]}
          />
        )}
      </div>
    </Modal>
  );
}
