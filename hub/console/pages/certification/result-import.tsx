// The national result: a file is checked first, every wrong row named; then all of it is imported, or nothing.
import { Alert, Button, Table, Upload } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportReport } from '../../../certification/result-import.ts';
import { upload } from '../../shared/api.ts';
import { useAct } from '../../shared/use-api.ts';
import { stale } from './types.ts';

export function ResultImport({ path }: { path: string }) {
  const { t } = useTranslation();
  const { run, busy } = useAct();
  const [checked, setChecked] = useState<{ file: File; report: ImportReport }>();
  const of = (name: string, values = {}) => t(`certification.batch.${name}`, values);
  async function send(file: File, isApplying: boolean): Promise<void> {
    const report = await run(
      () => upload<ImportReport>(`${path}/results`, file, isApplying ? { apply: '1' } : {}),
      {
        done: isApplying ? of('applied') : of('report', { file: file.name }),
        refresh: isApplying ? stale : ['-'],
      },
    );
    if (report) setChecked(isApplying && report.applied ? undefined : { file, report });
  }
  return (
    <section className="panel pad">
      <h2 style={{ fontSize: 15 }}>{of('import')}</h2>
      <p className="hint">{of('importHint')}</p>
      <Upload
        accept=".xlsx,.csv"
        showUploadList={false}
        beforeUpload={(file) => {
          void send(file, false);
          return false;
        }}
      >
        <Button loading={busy} data-testid="choose-result">
          {of('choose')}
        </Button>
      </Upload>
      {checked && <Report checked={checked} busy={busy} apply={() => void send(checked.file, true)} />}
    </section>
  );
}

interface ReportProps {
  checked: { file: File; report: ImportReport };
  busy: boolean;
  apply(): void;
}

function Report({ checked: { file, report }, busy, apply }: ReportProps) {
  const { t } = useTranslation();
  const of = (name: string, values = {}) => t(`certification.batch.${name}`, values);
  const sums: [string, number][] = [
    ['willPass', report.passed],
    ['willRefuse', report.refusedByOffice],
    ['unchanged', report.unchanged],
    ['held', report.held.length],
    ['missing', report.missing.length],
  ];
  const words = sums.filter(([, count]) => count > 0).map(([name, count]) => of(name, { count }));
  const isWrong = report.wrong.length > 0;
  return (
    <div style={{ marginTop: 12 }} data-testid="result-report">
      <Alert
        type={isWrong ? 'error' : 'success'}
        showIcon
        title={isWrong ? of('wrongRows', { count: report.wrong.length }) : of('report', { file: file.name })}
        description={words.join(' · ')}
        action={
          !isWrong && (
            <Button type="primary" loading={busy} onClick={apply} data-testid="apply-result">
              {of('apply')}
            </Button>
          )
        }
      />
      {isWrong && <WrongRows report={report} />}
    </div>
  );
}

function WrongRows({ report }: { report: ImportReport }) {
  const { t, i18n } = useTranslation();
  const of = (name: string) => t(`certification.batch.${name}`);
  const rows = report.wrong.flatMap(({ row, reasons }) =>
    reasons.map((reason, at) => ({ key: `${row}-${at}`, row, ...reason })),
  );
  return (
    <Table
      size="small"
      dataSource={rows}
      pagination={{ pageSize: 20, hideOnSinglePage: true }}
      scroll={{ x: 'max-content' }}
      onRow={() => ({ 'data-testid': 'wrong-row' }) as object}
      columns={[
        { title: of('row'), dataIndex: 'row' },
        { title: of('column'), dataIndex: 'column' },
        { title: of('value'), dataIndex: 'value' },
        {
          title: of('why'),
          render: (_value, { message }) => (i18n.language.startsWith('zh') ? message.zh : message.en),
        },
      ]}
    />
  );
}
