import { Tag } from 'antd';
import type { TFunction } from 'i18next';
import { Link } from 'react-router';
import type { CommandView } from '../../../commands/command-rows.ts';
import { dayTimeOf } from '../../shared/format.ts';

const colours = {
  waiting: 'processing',
  unanswered: 'warning',
  ok: 'success',
  refused: 'error',
  expired: 'default',
  unknown: 'warning',
} as const;

/** Columns of a list of commands; without the counter on a page that is about one. */
export function commandColumns(t: TFunction, isOfOne = false) {
  const counter = {
    key: 'counter',
    title: t('commands.counter'),
    sorter: true,
    render: (row: CommandView) => (
      <Link to={`/counters/${row.counter}`}>{row.counterName ?? row.counter}</Link>
    ),
  };
  return [
    {
      key: 'issuedAt',
      title: t('commands.issuedAt'),
      sorter: true,
      render: (row: CommandView) => dayTimeOf(row.issuedAt),
    },
    ...(isOfOne ? [] : [counter]),
    {
      key: 'name',
      title: t('commands.what'),
      sorter: true,
      render: (row: CommandView) => <What row={row} t={t} />,
    },
    {
      key: 'state',
      title: t('commands.state'),
      sorter: true,
      render: (row: CommandView) => (
        <Tag color={colours[row.state]} data-testid={`command-${row.state}`}>
          {t(`commands.states.${row.state}`)}
        </Tag>
      ),
    },
    { key: 'reason', title: t('commands.reason'), render: (row: CommandView) => <Remark row={row} t={t} /> },
    { key: 'issuedBy', title: t('commands.issuedBy'), render: (row: CommandView) => row.issuedName },
    {
      key: 'expiresAt',
      title: t('commands.expiresAt'),
      render: (row: CommandView) => dayTimeOf(row.expiresAt),
    },
  ];
}

function What({ row, t }: { row: CommandView; t: TFunction }) {
  const { act } = row;
  const slot = 'slot' in act ? ` #${act.slot}` : '';
  return (
    <>
      {t(`commands.acts.${act.do}`)}
      {slot}
    </>
  );
}

function Remark({ row, t }: { row: CommandView; t: TFunction }) {
  return (
    <>
      {row.reason} {row.seq ? <small>{t('commands.line', { seq: row.seq })}</small> : null}{' '}
      {row.hasLogs && (
        <a href={`/api/commands/${row.id}/logs`} download data-testid="command-logs">
          {t('commands.logs')}
        </a>
      )}
    </>
  );
}
