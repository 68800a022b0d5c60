// CMD-9: what a counter's screens show now; looked at, never touched.
import { Button, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import type { HelpShown } from '../../../commands/help-views.ts';
import { clockOf, yuan } from '../../shared/format.ts';
import { Loaded } from '../../shared/loaded.tsx';
import { PageFrame } from '../../shared/page-frame.tsx';
import { useAct, useApi } from '../../shared/use-api.ts';

interface Seen {
  shopper?: {
    outOfService?: string | null;
    methods?: string[];
    message?: { zh?: string } | null;
    sale?: { phase?: string; totalFen?: number } | null;
  };
  operator?: {
    freshness?: string;
    agentVersion?: string;
    board?: { online?: boolean };
    link?: { unsent?: number };
  };
  slots?: {
    slot: number;
    name: string;
    count: number;
    capacity: number;
    priceFen: number;
    forSale: boolean;
    reasons?: string[];
  }[];
  log?: string[];
}

/** What comes from a counter is text until it is read, and text on the page. */
function read(view: string): Seen {
  try {
    return JSON.parse(view) as Seen;
  } catch {
    return {};
  }
}

export default function HelpPage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const { act, busy } = useAct();
  const path = `/api/counters/${encodeURIComponent(id)}`;
  const query = useApi<HelpShown | null>(`${path}/help`, {}, { everyMs: 1000 });
  const ask = (body: object) =>
    void act(
      'post',
      `${path}/commands`,
      { act: body, lastsS: 300 },
      { done: t('commands.sent'), refresh: [path] },
    );
  return (
    <PageFrame
      title={`${t('commands.help')} · ${id}`}
      description={t('commands.helpAbout')}
      back={`/counters/${id}`}
      extra={
        <>
          <Button
            type="primary"
            loading={busy}
            onClick={() => ask({ do: 'open-help', minutes: 15 })}
            data-testid="help-open"
          >
            {t('commands.acts.open-help')}
          </Button>
          <Button onClick={() => ask({ do: 'close-help' })} data-testid="help-close">
            {t('commands.helpEnd')}
          </Button>
        </>
      }
    >
      <Loaded query={query} isEmpty={(shown) => shown === null} empty={t('commands.helpWaiting')}>
        {(shown) => shown && <View shown={shown} />}
      </Loaded>
    </PageFrame>
  );
}

function View({ shown }: { shown: HelpShown }) {
  const { t } = useTranslation();
  const { shopper, operator, slots = [], log = [] } = read(shown.view);
  return (
    <div data-testid="help-view">
      <p className="hint">
        {clockOf(shown.at)} · {t('commands.helpUntil', { at: clockOf(shown.until) })}
      </p>
      <section className="panel">
        <h3>{t('commands.shopperSide')}</h3>
        <p>
          <Tag color={shopper?.outOfService ? 'error' : 'success'}>{shopper?.outOfService ?? '✓'}</Tag>
          {shopper?.methods?.join(' · ')} {shopper?.message?.zh}
          {shopper?.sale && ` ${shopper.sale.phase} ${yuan(shopper.sale.totalFen ?? 0)}`}
        </p>
        <ul className="slot-report">
          {slots.map((slot) => (
            <li key={slot.slot}>
              #{slot.slot} {slot.name} · {slot.count}/{slot.capacity} · {yuan(slot.priceFen)}{' '}
              {slot.forSale ? '✓' : `✕ ${slot.reasons?.join(', ')}`}
            </li>
          ))}
        </ul>
      </section>
      <section className="panel">
        <h3>{t('commands.operatorSide')}</h3>
        <p>
          {operator?.freshness} · {operator?.agentVersion} · board {operator?.board?.online ? '✓' : '✕'} ·
          unsent {operator?.link?.unsent}
        </p>
        <h3>{t('commands.log')}</h3>
        <pre className="help-log">{log.join('\n')}</pre>
      </section>
    </div>
  );
}
