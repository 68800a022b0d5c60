// The journals of a counter line by line, as they were received, with what was verified.
import { Button, Table, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { address } from '../../shared/api.ts';
import { DownloadButton } from '../../shared/download-button.tsx';
import { dayTimeOf, whole } from '../../shared/format.ts';
import { Loaded } from '../../shared/loaded.tsx';
import { useApi } from '../../shared/use-api.ts';
import type { CounterDetail } from './counter-types.ts';

interface JournalRow {
  journal: string;
  seq: number;
  hash: string;
  frozen: boolean;
  committedAtMs: number;
  forks: number;
  isChainWhole: boolean;
  isSigned: boolean;
}
interface Line {
  seq: number;
  text: string;
  hash: string;
}
interface Page {
  rows: Line[];
  total: number;
  isChainWhole: boolean;
  heads: { to: number; isSigned: boolean }[];
}

const pageSize = 50;

export default function JournalTab({ counter }: { counter: CounterDetail }) {
  const { t } = useTranslation();
  const base = `/api/fleet/counters/${counter.id}/journals`;
  const query = useApi<{ rows: JournalRow[] }>(base, {}, { everyMs: 15_000 });
  const [chosen, setChosen] = useState<string>();
  return (
    <Loaded query={query} isEmpty={({ rows }) => rows.length === 0} empty={t('fleet.journal.empty')}>
      {({ rows }) => {
        const journal = rows.find((row) => row.journal === chosen) ?? rows[0]!;
        return (
          <>
            <p className="hint">{t('fleet.journal.hint')}</p>
            <div className="panel">
              <Table<JournalRow>
                size="small"
                rowKey="journal"
                dataSource={rows}
                pagination={false}
                scroll={{ x: 'max-content' }}
                columns={journalColumns(t, counter.id, setChosen, journal.journal)}
              />
            </div>
            <Lines path={`${base}/${journal.journal}/lines`} key={journal.journal} />
          </>
        );
      }}
    </Loaded>
  );
}

type Words = ReturnType<typeof useTranslation>['t'];

function journalColumns(t: Words, counter: string, choose: (journal: string) => void, chosen: string) {
  return [
    {
      title: t('fleet.journal.journal'),
      render: (_: unknown, { journal }: JournalRow) => (
        <Button type={journal === chosen ? 'primary' : 'link'} size="small" onClick={() => choose(journal)}>
          {journal}
        </Button>
      ),
    },
    { title: t('fleet.journal.head'), render: (_: unknown, { seq }: JournalRow) => whole(seq) },
    {
      title: t('fleet.journal.hash'),
      render: (_: unknown, { hash }: JournalRow) => <code title={hash}>{hash.slice(0, 16)}…</code>,
    },
    { title: '', render: (_: unknown, row: JournalRow) => <Verified row={row} /> },
    {
      title: t('fleet.journal.received'),
      render: (_: unknown, { committedAtMs }: JournalRow) => dayTimeOf(committedAtMs),
    },
    {
      title: '',
      render: (_: unknown, { journal }: JournalRow) => (
        <DownloadButton
          type="link"
          size="small"
          path={address(`/api/counters/${counter}/journal`, { journal })}
          data-testid="journal-export"
        >
          {t('fleet.journal.export')}
        </DownloadButton>
      ),
    },
  ];
}

function Verified({ row }: { row: JournalRow }) {
  const { t } = useTranslation();
  return (
    <span data-testid="journal-verified">
      <Tag color={row.isChainWhole ? 'success' : 'error'}>
        {t(row.isChainWhole ? 'fleet.journal.whole' : 'fleet.journal.broken')}
      </Tag>
      <Tag color={row.isSigned ? 'success' : 'error'}>
        {t(row.isSigned ? 'fleet.journal.signed' : 'fleet.journal.unsigned')}
      </Tag>
      {row.forks > 0 && <Tag color="error">{t('fleet.journal.forks', { count: row.forks })}</Tag>}
      {row.frozen && <Tag color="error">{t('fleet.journal.frozen')}</Tag>}
    </span>
  );
}

function parsed(text: string): { at?: number; kind?: string } {
  try {
    return JSON.parse(text) as { at?: number; kind?: string };
  } catch {
    return {};
  }
}

function Lines({ path }: { path: string }) {
  const { t } = useTranslation();
  const [page, setPage] = useState(1);
  const query = useApi<Page>(path, { page, pageSize });
  return (
    <Loaded query={query}>
      {({ rows, total, isChainWhole }) => (
        <div className="panel" style={{ marginTop: 16 }}>
          <Table<Line>
            size="small"
            rowKey="seq"
            dataSource={rows}
            loading={query.isPlaceholderData}
            onRow={() => ({ 'data-testid': 'journal-line' }) as object}
            pagination={{
              current: page,
              pageSize,
              total,
              showSizeChanger: false,
              size: 'small',
              onChange: setPage,
            }}
            columns={[
              { title: t('fleet.journal.seq'), dataIndex: 'seq', width: 80 },
              {
                title: t('fleet.journal.at'),
                width: 110,
                render: (_, { text }) => {
                  const { at } = parsed(text);
                  return at === undefined ? '—' : dayTimeOf(at);
                },
              },
              {
                title: t('fleet.journal.kind'),
                width: 120,
                render: (_, { text }) => parsed(text).kind ?? '—',
              },
              {
                title: t('fleet.journal.text'),
                render: (_, { text }) => (
                  <code style={{ fontSize: 12, overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
                    {text}
                  </code>
                ),
              },
              {
                title: t('fleet.journal.hash'),
                width: 150,
                render: (_, { hash }) => (
                  <code
                    title={`${t('fleet.journal.checked')}: ${hash}`}
                    style={{ color: isChainWhole ? '#2f7d4f' : '#b3261e' }}
                  >
                    {isChainWhole ? '✓' : '✗'} {hash.slice(0, 10)}…
                  </code>
                ),
              },
            ]}
          />
        </div>
      )}
    </Loaded>
  );
}
