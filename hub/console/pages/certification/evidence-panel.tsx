// Evidence files: what is there, to download; adding and removing for who may write.
import { Button, Empty, Popconfirm, Upload } from 'antd';
import { useTranslation } from 'react-i18next';
import { upload } from '../../shared/api.ts';
import { useAct } from '../../shared/use-api.ts';
import { type Detail, type EvidenceRow, stale } from './types.ts';

const sizeOf = (bytes: number) =>
  bytes < 1_048_576 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1_048_576).toFixed(1)} MB`;

export function EvidencePanel({ detail: { application, evidence, may } }: { detail: Detail }) {
  const { t } = useTranslation();
  const { run, busy } = useAct();
  const path = `/api/applications/${application.id}/evidence`;
  async function add(file: File): Promise<void> {
    await run(() => upload(path, file), { done: t('certification.evidence.added'), refresh: stale });
  }
  return (
    <section className="panel">
      <div className="panel-head">
        <h2>{t('certification.evidence.title')}</h2>
        <span className="hint">{t('certification.evidence.hint')}</span>
        {may.edit && (
          <Upload
            accept=".pdf,.jpg,.jpeg,.png"
            showUploadList={false}
            beforeUpload={(file) => {
              void add(file);
              return false;
            }}
          >
            <Button size="small" loading={busy} data-testid="add-evidence">
              {t('certification.evidence.add')}
            </Button>
          </Upload>
        )}
      </div>
      {evidence.length === 0 ? (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('certification.evidence.empty')} />
      ) : (
        <ul className="plain-list" style={{ margin: 0, padding: '8px 14px', listStyle: 'none' }}>
          {evidence.map((row) => (
            <EvidenceItem key={row.id} row={row} path={path} mayRemove={may.edit} />
          ))}
        </ul>
      )}
    </section>
  );
}

function EvidenceItem({ row, path, mayRemove }: { row: EvidenceRow; path: string; mayRemove: boolean }) {
  const { t } = useTranslation();
  const { act } = useAct();
  const remove = () => act('delete', `${path}/${row.id}`, undefined, { refresh: stale });
  return (
    <li data-testid="evidence" style={{ padding: '4px 0' }}>
      <a
        href={`${path}/${row.id}`}
        download={row.name}
        style={{ color: 'var(--green)' }}
        aria-label={t('certification.evidence.download', { name: row.name })}
      >
        {row.name}
      </a>{' '}
      <span className="hint">
        {row.kind.toUpperCase()} · {sizeOf(row.size)}
      </span>
      {mayRemove && (
        <Popconfirm
          title={t('certification.evidence.removeAsk', { name: row.name })}
          okText={t('certification.evidence.remove')}
          cancelText={t('certification.cancel')}
          onConfirm={() => void remove()}
        >
          <Button type="link" size="small" danger>
            {t('certification.evidence.remove')}
          </Button>
        </Popconfirm>
      )}
    </li>
  );
}
