// How far a job is, and what it is doing now.
import { Progress } from 'antd';
import type { JobView } from '../../shared/use-job.ts';

export function JobProgress({ job, label, step }: { job: JobView; label: string; step: string }) {
  const percent = job.total > 0 ? Math.floor((100 * job.done) / job.total) : 0;
  return (
    <div style={{ minWidth: 200 }}>
      <Progress percent={percent} status="active" aria-label={label} data-testid="job-progress" />
      <span className="hint" role="status">
        {step || label}
      </span>
    </div>
  );
}
