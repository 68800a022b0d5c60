// A table is chosen, looked at, and then taken: the same file, or nothing.
import { UploadOutlined } from '@ant-design/icons';
import { Alert, type ButtonProps, Modal, Upload } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { upload } from '../../shared/api.ts';
import { useAct } from '../../shared/use-api.ts';
import { RefusedRows } from './refused-rows.tsx';
import { ReportedRows } from './reported-rows.tsx';
import type { Preview } from './types.ts';

interface UploadTableProps {
  channel: string;
  /** A batch that this one corrects. */
  replaces: string | undefined;
  onClose(): void;
}

export function UploadTable({ channel, replaces, onClose }: UploadTableProps) {
  const { t } = useTranslation();
  const { run, busy } = useAct();
  const [chosen, setChosen] = useState<{ file: File; preview: Preview }>();
  const path = `/api/channels/${encodeURIComponent(channel)}/uploads`;

  async function look(file: File): Promise<void> {
    setChosen(undefined);
    const options = { done: t('channels.looked'), refresh: ['/none'] };
    const preview = await run(() => upload<Preview>(path, file, { replaces }), options);
    if (preview) setChosen({ file, preview });
  }
  async function take(): Promise<void> {
    if (!chosen) return;
    const { file, preview } = chosen;
    const query = { digest: preview.digest, replaces };
    if (await run(() => upload<Preview>(path, file, query), { refresh: ['/api/channels'] })) onClose();
  }

  const answer = chosen?.preview.answer;
  return (
    <Modal
      open
      width={860}
      title={replaces ? t('channels.correct', { batch: replaces }) : t('channels.upload')}
      okText={t('channels.take')}
      cancelText={t('shell.cancel')}
      onOk={() => void take()}
      onCancel={onClose}
      okButtonProps={{ disabled: !answer, loading: busy, 'data-testid': 'upload-take' } as ButtonProps}
    >
      <Upload.Dragger
        accept=".xlsx,.csv"
        maxCount={1}
        showUploadList={false}
        beforeUpload={(file) => {
          void look(file);
          return false;
        }}
      >
        <p>
          <UploadOutlined /> {chosen ? chosen.file.name : t('channels.choose')}
        </p>
        <p className="hint">{t('channels.columns')}</p>
      </Upload.Dragger>
      {answer && (
        <>
          <Alert
            type={answer.rejected.length === 0 ? 'success' : 'warning'}
            showIcon
            title={t('channels.preview', { accepted: answer.accepted, rejected: answer.rejected.length })}
            data-testid="upload-preview"
          />
          <RefusedRows rows={answer.rejected} />
          <ReportedRows rows={chosen?.preview.rows ?? []} />
        </>
      )}
    </Modal>
  );
}
