import { useTranslation } from 'react-i18next';
import type { CommandView } from '../../../commands/command-rows.ts';
import { PageFrame } from '../../shared/page-frame.tsx';
import { ServerTable } from '../../shared/server-table.tsx';
import { commandColumns } from './command-columns.tsx';
import { SlotReport } from './slot-report.tsx';

const states = ['waiting', 'unanswered', 'ok', 'refused', 'expired', 'unknown'] as const;

/** Every command to counters of one's place. */
export default function CommandsPage() {
  const { t } = useTranslation();
  return (
    <PageFrame title={t('commands.title')} description={t('commands.about')}>
      <ServerTable<CommandView>
        path="/api/commands"
        rowKey="id"
        columns={commandColumns(t)}
        searchHint={t('commands.searchHint')}
        empty={t('commands.none')}
        everyMs={5000}
        filters={[
          {
            name: 'state',
            label: t('commands.state'),
            options: states.map((value) => ({ value, label: t(`commands.states.${value}`) })),
          },
        ]}
        expandable={{
          rowExpandable: ({ slots }) => slots !== null,
          expandedRowRender: ({ slots }) => <SlotReport slots={slots ?? []} />,
        }}
      />
    </PageFrame>
  );
}
