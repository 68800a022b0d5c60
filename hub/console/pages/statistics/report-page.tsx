// REP-1 on screen: one month's report, each figure a link to the lines behind it.
import { Alert, Button, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import type { FigureRow } from '../../../statistics/figures.ts';
import type { MonthReport } from '../../../statistics/report.ts';
import type { Difference, SnapshotHead } from '../../../statistics/snapshots.ts';
import { address } from '../../shared/api.ts';
import { DownloadButton } from '../../shared/download-button.tsx';
import { dayTimeOf, percent, whole, yuan } from '../../shared/format.ts';
import { Loaded } from '../../shared/loaded.tsx';
import { PageFrame } from '../../shared/page-frame.tsx';
import { useSession } from '../../shared/session.tsx';
import { useAct, useApi } from '../../shared/use-api.ts';
import { Ranking } from './assessment-page.tsx';
import { keyName } from './key-names.ts';
import { periodOf } from './period.ts';
import { TargetTable } from './targets-page.tsx';
import './statistics.css';

interface Answer {
  report: MonthReport;
  frozen?: SnapshotHead;
  changes: Difference[];
}

export default function ReportPage() {
  const { t } = useTranslation();
  const { period = '' } = useParams();
  const { can } = useSession();
  const { act } = useAct();
  const [isAsking, setAsking] = useState(false);
  const query = useApi<Answer>(`/api/reports/${period}`);
  const isOver = period < periodOf('month', Date.now()).from.slice(0, 7);
  async function freeze(): Promise<void> {
    setAsking(false);
    await act(
      'post',
      `/api/reports/${period}/freeze`,
      {},
      {
        done: t('statistics.reports.freezeDone'),
        refresh: ['/api/reports'],
      },
    );
  }
  return (
    <PageFrame
      title={t('statistics.reports.of', { period })}
      description={
        query.data && t('statistics.reports.to', { offices: query.data.report.names.offices.join('、') })
      }
      back="/reports"
      extra={
        <>
          <Button
            href={`/api/reports/${period}/print`}
            target="_blank"
            rel="noreferrer"
            data-testid="report-print"
          >
            {t('statistics.reports.print')}
          </Button>
          <DownloadButton path={`/api/reports/${period}/xlsx`} data-testid="report-xlsx">
            {t('statistics.reports.xlsx')}
          </DownloadButton>
          {can('report.freeze') && isOver && query.data && !query.data.frozen && (
            <Button type="primary" onClick={() => setAsking(true)} data-testid="report-freeze">
              {t('statistics.reports.freeze')}
            </Button>
          )}
        </>
      }
    >
      <Loaded query={query}>{(answer) => <Content {...answer} />}</Loaded>
      <Modal
        open={isAsking}
        title={t('statistics.reports.freezeTitle', { period })}
        okText={t('statistics.reports.freezeOk')}
        cancelText={t('shell.cancel')}
        onOk={() => void freeze()}
        onCancel={() => setAsking(false)}
        okButtonProps={{ id: 'report-freeze-ok' }}
      >
        <p>{t('statistics.reports.freezeHint')}</p>
      </Modal>
    </PageFrame>
  );
}

function Content({ report, frozen, changes }: Answer) {
  const { t } = useTranslation();
  const { from, to } = report;
  const total = (key: string, sums: MonthReport['month']): FigureRow => ({
    ...sums,
    key: '',
    period: '',
    name: t(`statistics.reports.${key}` as never),
  });
  return (
    <>
      <State frozen={frozen} changes={changes} />
      <Section
        title={t('statistics.reports.monthTotal')}
        by="none"
        rows={[total('monthTotal', report.month)]}
        period={{ from, to }}
        testId="report-month"
      />
      <Section
        title={t('statistics.reports.yearTotal')}
        by="none"
        rows={[total('yearTotal', report.yearToDate)]}
        period={{ from: `${report.period.slice(0, 4)}-01-01`, to }}
        testId="report-year"
      />
      {report.sections.map(({ by, rows }) => (
        <Section
          key={by}
          title={t('statistics.reports.sections', { name: t(`statistics.dimensions.${by}`) })}
          by={by}
          rows={rows.slice(0, 30)}
          period={{ from, to }}
          testId={`report-by-${by}`}
        />
      ))}
      <Ranking title={t('statistics.reports.ranking')} rows={report.ranking.leagues} />
      <section className="panel" aria-label={t('statistics.reports.targets')}>
        <div className="panel-head">
          <h2>{t('statistics.reports.targets')}</h2>
        </div>
        <TargetTable rows={report.targets} />
      </section>
      <Beside report={report} />
    </>
  );
}

function State({ frozen, changes }: Pick<Answer, 'changes'> & { frozen: SnapshotHead | undefined }) {
  const { t } = useTranslation();
  if (!frozen) return null;
  const words = changes.map((one) =>
    t('statistics.reports.changeOf', {
      name: one.name || t('statistics.reports.wholeRegion'),
      before: yuan(one.frozenFen),
      after: yuan(one.nowFen),
    }),
  );
  return (
    <Alert
      type={changes.length > 0 ? 'warning' : 'success'}
      showIcon
      title={t('statistics.reports.frozenBy', { at: dayTimeOf(frozen.frozenAtMs), name: frozen.frozenBy })}
      description={
        <>
          <code className="exact">{frozen.hash}</code>
          {words.length > 0 && <p>{t('statistics.reports.changes')}</p>}
          {words.map((line) => (
            <p key={line}>{line}</p>
          ))}
        </>
      }
      data-testid="report-frozen"
    />
  );
}

interface SectionProps {
  title: string;
  by: string;
  rows: readonly FigureRow[];
  period: { from: string; to: string };
  testId: string;
}

function Section({ title, by, rows, period, testId }: SectionProps) {
  const { t } = useTranslation();
  const { can } = useSession();
  const figure = (text: string, row: FigureRow, kind: string) => {
    const to = address('/statistics/lines', { ...period, kind, ...(by === 'none' ? {} : { [by]: row.key }) });
    return <td className="number">{can('statistics.lines') ? <Link to={to}>{text}</Link> : text}</td>;
  };
  const heads = ['sales', 'fen', 'refunds', 'certified', 'refused'] as const;
  return (
    <section className="panel" aria-label={title}>
      <div className="panel-head">
        <h2>{title}</h2>
      </div>
      <div className="scroll-x">
        <table className="report-table" data-testid={testId}>
          <thead>
            <tr>
              <th scope="col">{t(`statistics.dimensions.${by}` as never)}</th>
              {heads.map((name) => (
                <th key={name} scope="col" className="number">
                  {t(`statistics.columns.${name}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.key}>
                <th scope="row">{keyName(t, by, row.key, row.name)}</th>
                {figure(whole(row.sales), row, 'sale')}
                {figure(yuan(row.salesFen), row, 'sale')}
                {figure(yuan(row.refundsFen), row, 'refund')}
                <td className="number">{row.certifiedShare === null ? '—' : percent(row.certifiedShare)}</td>
                {figure(whole(row.refused), row, 'refused')}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** What stands beside the figures: restatements, and other channels' own words. */
function Beside({ report }: { report: MonthReport }) {
  const { t } = useTranslation();
  const lists: [title: string, rows: string[]][] = [
    [
      t('statistics.reports.restatements'),
      report.restatements.map(
        (row) =>
          `${row.period} · ${keyName(t, 'league', row.key, row.name)} · ${row.noticedOn} · ${yuan(row.salesFen)}`,
      ),
    ],
    [
      t('statistics.reports.selfReported'),
      report.selfReported.map((row) => `${row.name} · ${row.channel} · ${yuan(row.salesFen)}`),
    ],
  ];
  return lists.map(([title, rows]) => (
    <section className="panel pad" aria-label={title} key={title}>
      <h2>{title}</h2>
      {rows.length === 0 && <p className="hint">{t('statistics.reports.none')}</p>}
      <ul>
        {rows.map((row) => (
          <li key={row}>{row}</li>
        ))}
      </ul>
    </section>
  ));
}
