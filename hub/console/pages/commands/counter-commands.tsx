// Commands of one counter: what was asked, and a form to ask for more. Embedded in the counter's page.
import { Button, Table } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { CommandView } from '../../../commands/command-rows.ts';
import { Loaded } from '../../shared/loaded.tsx';
import type { Rows } from '../../shared/server-table.tsx';
import { useSession } from '../../shared/session.tsx';
import { useApi } from '../../shared/use-api.ts';
import { commandColumns } from './command-columns.tsx';
import { CommandForm } from './command-form.tsx';
import { SlotReport } from './slot-report.tsx';

export default function CounterCommands({ counter }: { counter: string }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const [isOpen, setOpen] = useState(false);
  const query = useApi<Rows<CommandView>>(
    can('counter.command') ? '/api/commands' : null,
    { counter, pageSize: '20' },
    { everyMs: 3000 },
  );
  if (!can('counter.command')) return null;
  return (
    <section aria-label={t('commands.title')} data-testid="counter-commands">
      <p className="hint">{t('commands.about')}</p>
      <p>
        <Button type="primary" onClick={() => setOpen(true)} data-testid="command-new">
          {t('commands.issue')}
        </Button>{' '}
        <Link to={`/counters/${counter}/help`} data-testid="open-help-page">
          {t('commands.help')}
        </Link>
      </p>
      <Loaded query={query} isEmpty={({ total }) => total === 0} empty={t('commands.none')}>
        {({ rows }) => (
          <Table<CommandView>
            size="small"
            rowKey="id"
            columns={commandColumns(t, true).map(
              ({ sorter: _none, ...column }: { sorter?: boolean }) => column,
            )}
            dataSource={rows}
            pagination={false}
            scroll={{ x: 'max-content' }}
            expandable={{
              rowExpandable: ({ slots }) => slots !== null,
              expandedRowRender: ({ slots }) => <SlotReport slots={slots ?? []} />,
            }}
          />
        )}
      </Loaded>
      {isOpen && <CommandForm counter={counter} onClose={() => setOpen(false)} />}
    </section>
  );
}
