import { useTranslation } from 'react-i18next';
import { FreshnessBadge } from '../../shared/freshness-badge.tsx';
import type { Permission } from '../../views.ts';
import { type DeskPage, useSignedIn } from '../desk/use-desk.ts';
import { NeedsRole } from '../parts/needs-role.tsx';
import { State } from '../parts/state.tsx';
import { Faults } from './faults.tsx';

export function HomePage() {
  const { t } = useTranslation();
  const { view } = useSignedIn();
  return (
    <div className="home">
      <div className="home-state">
        <Service />
        <Faults />
      </div>
      <nav className="tiles" aria-label={t('desk.title')}>
        <Tile to="restock" need="restock" isMain note={restockNote(t, view)} />
        <Tile
          to="planogram"
          need="see"
          note={view.hints.length > 0 ? t('desk.hintCount', { count: view.hints.length }) : ''}
        />
        <Tile to="cash" need="cash" note="" />
        <Tile to="machine" need="see" note={temperatureNote(view.temperature.nowC)} />
        <Tile to="records" need="see" note={t('desk.unsentCount', { count: view.view.link.unsent })} />
        <Tile to="tickets" need="see" note={countNote(view.view.tickets.length)} />
        <Tile to="pending" need="see" note={countNote(view.pending.length)} />
      </nav>
    </div>
  );
}

const countNote = (count: number): string => (count > 0 ? String(count) : '');
const temperatureNote = (nowC: number | null): string => (nowC === null ? '' : `${nowC} °C`);
const restockNote = (t: (key: string) => string, { restock }: { restock: object | null }): string =>
  restock ? t('desk.restock.goOn') : '';

interface TileProps {
  to: DeskPage;
  need: Permission;
  note: string;
  isMain?: boolean;
}

function Tile({ to, need, note, isMain }: TileProps) {
  const { t } = useTranslation();
  const { can, go } = useSignedIn();
  return (
    <button
      type="button"
      className={`tile ${isMain ? 'is-main' : ''}`}
      data-testid={`tile-${to}`}
      disabled={!can(need)}
      onClick={() => go(to)}
    >
      <b>{t(`desk.pages.${to}`)}</b>
      {can(need) ? <span className="number">{note}</span> : <NeedsRole need={need} />}
    </button>
  );
}

/** Does it sell, how fresh are its lists, does it reach the hub. */
function Service() {
  const { t } = useTranslation();
  const { view } = useSignedIn();
  const { outOfService, freshness, link, counter } = view.view;
  return (
    <section
      className={`service ${outOfService ? 'is-stopped' : ''}`}
      data-testid={outOfService ? 'out-of-service' : 'selling'}
    >
      <h2>{t(outOfService ? 'outOfService.title' : 'operator.inService')}</h2>
      {outOfService && <p>{t(`outOfService.reason.${outOfService}`)}</p>}
      <p className="service-facts">
        <FreshnessBadge freshness={freshness} />
        <State isGood={link.connected} good={t('operator.link.connected')} bad={t('desk.worksOffline')} />
      </p>
      <p className="is-soft">
        {counter.name} · {counter.place} · <code>{counter.id}</code>
      </p>
    </section>
  );
}
