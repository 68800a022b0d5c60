// Where I am signed in.
import { Button, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { dayTimeOf } from '../../shared/format.ts';
import { Loaded } from '../../shared/loaded.tsx';
import { useAct, useApi } from '../../shared/use-api.ts';

interface SessionRow {
  id: string;
  createdAtMs: number;
  seenAtMs: number;
  address: string;
  agent: string;
  isCurrent: boolean;
}
const refresh = ['/api/account/sessions'];

export function MySessions() {
  const { t } = useTranslation();
  const { act } = useAct();
  const query = useApi<{ rows: SessionRow[]; total: number }>('/api/account/sessions');
  return (
    <section className="panel pad" aria-labelledby="my-sessions">
      <h3 id="my-sessions">{t('people.account.sessions')}</h3>
      <p className="hint">{t('people.account.sessionsHint')}</p>
      <Loaded query={query} rows={2}>
        {({ rows }) => (
          <ul className="rows">
            {rows.map((row) => (
              <li key={row.id} data-testid="session-row">
                <div className="row-head">
                  <b>{row.address}</b>
                  {row.isCurrent ? (
                    <Tag color="green">{t('people.account.thisDevice')}</Tag>
                  ) : (
                    <Button
                      size="small"
                      onClick={() =>
                        void act('delete', `/api/account/sessions/${row.id}`, undefined, { refresh })
                      }
                    >
                      {t('people.account.end')}
                    </Button>
                  )}
                </div>
                <span className="hint">
                  {t('people.account.seen', {
                    from: dayTimeOf(row.createdAtMs),
                    at: dayTimeOf(row.seenAtMs),
                  })}{' '}
                  {row.agent}
                </span>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </section>
  );
}
