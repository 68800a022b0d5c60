// The transparency log: how far it is, which checkpoints counters keep, and who found it forked.
import { Descriptions, type TableColumnsType, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { dayTimeOf, whole } from '../../shared/format.ts';
import { Loaded } from '../../shared/loaded.tsx';
import { PageFrame } from '../../shared/page-frame.tsx';
import { ServerTable } from '../../shared/server-table.tsx';
import { useApi } from '../../shared/use-api.ts';

interface LogView {
  origin: string;
  key: string;
  size: number;
  root: string;
  signedAtMs: number;
  isBehind: boolean;
  logs: { epoch: number; origin: string; beganAtMs: number }[];
  witnesses: number;
  forked: number;
}
interface WitnessRow {
  id: string;
  origin: string;
  size: number;
  root: string;
  counters: number;
  lastAtMs: number;
}
interface ForkRow {
  id: string;
  counter: string;
  atMs: number;
  active: boolean;
  detail: string;
}

const everyMs = 10_000;

function Facts({ view }: { view: LogView }) {
  const { t } = useTranslation();
  const facts: [string, React.ReactNode][] = [
    ['origin', view.origin],
    ['size', <span data-testid="log-size">{whole(view.size)}</span>],
    ['root', <code>{view.root}</code>],
    ['signedAt', dayTimeOf(view.signedAtMs)],
    ['key', <code>{view.key}</code>],
    ['witnessCount', whole(view.witnesses)],
    ['forkCount', <Tag color={view.forked > 0 ? 'red' : 'green'}>{whole(view.forked)}</Tag>],
    ['logs', view.logs.map(({ origin, beganAtMs }) => `${origin} (${dayTimeOf(beganAtMs)})`).join('; ')],
  ];
  return (
    <>
      {view.isBehind && <p className="hint">{t('transparency.behind')}</p>}
      <Descriptions
        column={1}
        size="small"
        items={facts.map(([name, children]) => ({ key: name, label: t(`transparency.${name}`), children }))}
      />
    </>
  );
}

export default function LogPage() {
  const { t } = useTranslation();
  const query = useApi<LogView>('/api/log', {}, { everyMs });
  const witnesses: TableColumnsType<WitnessRow> = [
    { title: t('transparency.size'), align: 'right', render: (_, { size }) => whole(size) },
    { title: t('transparency.root'), render: (_, { root }) => <code>{root}</code> },
    { title: t('transparency.origin'), dataIndex: 'origin' },
    { title: t('transparency.counters'), align: 'right', render: (_, { counters }) => whole(counters) },
    { title: t('transparency.lastAt'), render: (_, { lastAtMs }) => dayTimeOf(lastAtMs) },
  ];
  const forks: TableColumnsType<ForkRow> = [
    {
      title: t('transparency.counter'),
      render: (_, { counter }) => <Link to={`/counters/${counter}`}>{counter}</Link>,
    },
    { title: t('transparency.at'), render: (_, { atMs }) => dayTimeOf(atMs) },
    {
      title: t('transparency.state'),
      render: (_, { active }) => (
        <Tag color={active ? 'red' : 'green'}>{t(active ? 'transparency.found' : 'transparency.over')}</Tag>
      ),
    },
    { title: t('transparency.detail'), dataIndex: 'detail' },
  ];
  return (
    <PageFrame
      title={t('transparency.title')}
      description={t('transparency.hint')}
      extra={<a href="/log">{t('transparency.public')}</a>}
    >
      <div className="panel pad">
        <Loaded query={query} isEmpty={() => false} empty="">
          {(view) => <Facts view={view} />}
        </Loaded>
      </div>
      <h2 className="list-head">{t('transparency.witnesses')}</h2>
      <ServerTable<WitnessRow>
        path="/api/log/witnesses"
        columns={witnesses}
        rowKey="id"
        hasSearch={false}
        everyMs={everyMs}
        empty={t('transparency.noWitness')}
      />
      <h2 className="list-head">{t('transparency.forks')}</h2>
      <ServerTable<ForkRow>
        path="/api/log/forks"
        columns={forks}
        rowKey="id"
        hasSearch={false}
        everyMs={everyMs}
        empty={t('transparency.noFork')}
      />
    </PageFrame>
  );
}
