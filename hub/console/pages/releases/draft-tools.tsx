// Where the changes of a draft come from: applications, the national catalogue's file, a person's edit.

import { useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, Space, Upload } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { address, upload } from '../../shared/api.ts';
import { dayTimeOf } from '../../shared/format.ts';
import { useProblem } from '../../shared/problem.ts';
import { useSession } from '../../shared/session.tsx';
import { useAct, useApi } from '../../shared/use-api.ts';
import { jobError, useJob } from '../../shared/use-job.ts';
import { EditDialog } from './edit-dialog.tsx';
import { JobProgress } from './job-progress.tsx';
import { RemoveDialog } from './remove-dialog.tsx';
import type { ReleaseDetails } from './types.ts';

export function DraftTools({ release }: { release: ReleaseDetails }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const { act, busy } = useAct();
  const isOpen = ['draft', 'ready', 'scheduled'].includes(release.state) && can('release.draft');
  const path = `/api/releases/${release.id}`;
  const publishable = useApi<{ rows: unknown[] }>(isOpen ? '/api/releases/publishable' : null);
  const [dialog, setDialog] = useState<'edit' | 'remove'>();
  const count = publishable.data?.rows.length ?? 0;
  if (!isOpen && release.files.length === 0) return null;
  return (
    <div className="panel pad">
      <h3 style={{ marginTop: 0 }}>{t('releases.sources')}</h3>
      {isOpen && (
        <Space wrap>
          <Button
            loading={busy}
            disabled={count === 0 || release.moved}
            onClick={() => void act('post', `${path}/applications`, {})}
            data-testid="take-applications"
          >
            {t('releases.takeApplications', { count })}
          </Button>
          <FileImport path={path} />
          <Button onClick={() => setDialog('edit')} data-testid="release-edit">
            {t('releases.edit')}
          </Button>
          <Button onClick={() => setDialog('remove')} data-testid="release-remove">
            {t('releases.remove')}
          </Button>
          <Button onClick={() => void act('post', `${path}/expired`)} data-testid="release-expired">
            {t('releases.expired')}
          </Button>
        </Space>
      )}
      {release.files.map((file) => (
        <p key={file.sha256}>
          {t('releases.fromFile', { name: file.fileName })}
          <br />
          <span className="hint">
            {t('releases.fileLine', {
              hash: file.sha256.slice(0, 16),
              by: file.byName,
              at: dayTimeOf(file.atMs),
              rows: file.rows,
              accepted: file.accepted,
              rejected: file.rejected,
            })}
          </span>{' '}
          {file.rejected > 0 && (
            <a href={`${path}/files/${file.sha256}/rejected`}>{t('releases.rejectedRows')}</a>
          )}
        </p>
      ))}
      {dialog === 'edit' && <EditDialog path={path} onClose={() => setDialog(undefined)} />}
      {dialog === 'remove' && <RemoveDialog path={path} onClose={() => setDialog(undefined)} />}
    </div>
  );
}

interface Kept {
  accepted: number;
  rejected: number;
  unchanged: number;
}

function FileImport({ path }: { path: string }) {
  const { t } = useTranslation();
  const { run, busy } = useAct();
  const words = useProblem();
  const client = useQueryClient();
  const [isRemoving, setRemoving] = useState(false);
  const [jobId, setJobId] = useState<string>();
  const job = useJob(jobId);
  useEffect(() => {
    if (job?.state === 'done') void client.invalidateQueries();
  }, [job?.state, client]);
  async function send(file: File): Promise<void> {
    const absent = isRemoving ? 'remove' : 'keep';
    const started = await run(() => upload<{ id: string }>(address(`${path}/file`, { absent }), file), {
      done: t('releases.importing'),
    });
    setJobId(started?.id);
  }
  const kept = job?.result as Kept | undefined;
  return (
    <>
      <Upload
        accept=".xlsx,.csv"
        maxCount={1}
        showUploadList={false}
        beforeUpload={(file) => {
          void send(file);
          return false;
        }}
      >
        <Button loading={busy || job?.state === 'running'} data-testid="release-file">
          {t('releases.takeFile')}
        </Button>
      </Upload>
      <Checkbox checked={isRemoving} onChange={({ target }) => setRemoving(target.checked)}>
        {t('releases.absent')}
      </Checkbox>
      {job?.state === 'running' && (
        <JobProgress
          job={job}
          label={t('releases.importing')}
          step={job.step ? t(`releases.importSteps.${job.step}` as never) : ''}
        />
      )}
      {job?.state === 'done' && kept && (
        <span data-testid="import-done">{t('releases.importDone', { ...kept })}</span>
      )}
      {job?.state === 'failed' && (
        <span className="bad" role="alert">
          {t('releases.importFailed', { message: words(jobError(job)) })}
        </span>
      )}
    </>
  );
}
