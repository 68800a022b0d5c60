// What waits for a person: forks, clones, tickets, money that does not add up.
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { CaseRow } from '../../http/views.ts';
import { useCases } from '../live/use-cases.ts';
import { dayTimeOf } from '../shared/format.ts';
import { Nothing, Panel } from './panel.tsx';

export function CasesPanel({ count }: { count: number }) {
  const { t } = useTranslation();
  const cases = useCases(count);
  const rows = cases ?? [];
  return (
    <Panel
      title={t('cases.title')}
      extra={<span className={`count ${count > 0 ? 'is-bad' : ''}`}>{count}</span>}
    >
      {rows.length === 0 ? (
        count === 0 && <Nothing words={t('cases.empty')} />
      ) : (
        <ul className="rows">
          {rows.map((row) => (
            <Case key={`${row.kind} ${row.counter} ${row.journal} ${row.seq}`} row={row} />
          ))}
          <li>
            <Link to="/money/cases" data-testid="all-cases">
              {count > rows.length ? t('cases.more', { count: count - rows.length }) : t('cases.all')}
            </Link>
          </li>
        </ul>
      )}
    </Panel>
  );
}

/** What it is in a few words, then where and what to do about it; the particulars on demand. */
function Case({ row }: { row: CaseRow }) {
  const { t, i18n } = useTranslation();
  return (
    <li data-testid="case-row" data-kind={row.kind}>
      <div className="row-head">
        <time className="first">{dayTimeOf(row.noticedAtMs)}</time>
        <b className="cut">{wordsOf(row, t)}</b>
        {row.times > 1 && <span className="hint">{t('cases.times', { count: row.times })}</span>}
      </div>
      <p className="hint" title={row.detail}>
        {row.counterName} · {i18n.language === 'en' ? row.words.en : row.words.zh}
      </p>
    </li>
  );
}

/** A ticket is named by its code, which stands first in the detail; a kind without words shows itself. */
function wordsOf(
  { kind, detail }: CaseRow,
  t: (key: string, options: { defaultValue: string }) => string,
): string {
  const words = t(`cases.kinds.${kind}`, { defaultValue: kind });
  if (kind !== 'ticket') return words;
  const code = detail.split(':', 1)[0] ?? '';
  return t(`cases.tickets.${code}`, { defaultValue: words });
}
