// Published now, as a job that is watched, or at a time (Beijing time).

import { useQueryClient } from '@tanstack/react-query';
import { Alert, App, Form, Input, Modal, Radio } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { address } from '../../shared/api.ts';
import { useProblem } from '../../shared/problem.ts';
import { useAct } from '../../shared/use-api.ts';
import { type JobView, jobError, useJob } from '../../shared/use-job.ts';
import { JobProgress } from './job-progress.tsx';
import type { ReleaseDetails } from './types.ts';

/** Calls `onDone` once, when the job has done its work; what pages show is old then. */
function useEnd(job: JobView | undefined, onDone: (version: number) => void): void {
  const client = useQueryClient();
  const state = job?.state;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each end of a job
  useEffect(() => {
    if (state === undefined || state === 'running') return;
    void client.invalidateQueries({
      predicate: ({ queryKey }) => !String(queryKey[0]).startsWith('/api/jobs/'),
    });
    if (job?.state === 'done') onDone((job.result as { version: number }).version);
  }, [state]);
}

export function PublishDialog({ release, onClose }: { release: ReleaseDetails; onClose(): void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { act, busy } = useAct();
  const [isLater, setLater] = useState(false);
  const [time, setTime] = useState('');
  const [jobId, setJobId] = useState<string>();
  const job = useJob(jobId);
  const isRunning = jobId !== undefined && (job === undefined || job.state === 'running');
  useEnd(job, (version) => {
    void message.success(t('releases.published', { version }));
    onClose();
  });
  const atMs = Date.parse(`${time}:00+08:00`);
  const path = `/api/releases/${release.id}/publish`;
  async function publishNow(): Promise<void> {
    const body = { digest: release.digest };
    const words = { done: t('releases.publishing'), refresh: [] };
    const begun = await act<{ job: string }>('post', address(path, { job: '1' }), body, words);
    if (begun) setJobId(begun.job);
  }
  async function publishLater(): Promise<void> {
    if (await act('post', path, { digest: release.digest, atMs })) onClose();
  }
  return (
    <Modal
      open
      title={t('releases.publish')}
      okText={isLater ? t('releases.publishAt') : t('releases.publishNow')}
      cancelText={t('shell.cancel')}
      okButtonProps={{ disabled: isLater && Number.isNaN(atMs), loading: busy || isRunning }}
      cancelButtonProps={{ disabled: isRunning }}
      closable={!isRunning}
      keyboard={!isRunning}
      mask={{ closable: !isRunning }}
      onOk={() => void (isLater ? publishLater() : publishNow())}
      onCancel={onClose}
    >
      <p>{t('releases.publishAsk')}</p>
      <Form layout="vertical" disabled={isRunning}>
        <Radio.Group
          value={isLater}
          onChange={({ target }) => setLater(target.value as boolean)}
          options={[
            { value: false, label: t('releases.publishNow') },
            { value: true, label: t('releases.publishAt') },
          ]}
        />
        {isLater && (
          <Form.Item label={t('releases.at')} htmlFor="publish-at">
            <Input
              id="publish-at"
              type="datetime-local"
              value={time}
              onChange={({ target }) => setTime(target.value)}
              data-testid="publish-at"
            />
          </Form.Item>
        )}
      </Form>
      {job && <PublishState job={job} />}
    </Modal>
  );
}

function PublishState({ job }: { job: JobView }) {
  const { t } = useTranslation();
  const words = useProblem();
  if (job.state === 'failed')
    return (
      <Alert type="error" showIcon role="alert" title={words(jobError(job))} data-testid="publish-failed" />
    );
  if (job.state !== 'running') return null;
  const step = job.step ? t(`releases.publishSteps.${job.step}` as never) : '';
  return (
    <>
      <JobProgress job={job} label={t('releases.publishing')} step={step} />
      <p className="hint">{t('releases.publishGoesOn')}</p>
    </>
  );
}
