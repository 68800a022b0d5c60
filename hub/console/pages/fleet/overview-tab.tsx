// What people say of a counter, and what it says of itself.
import { Button, Descriptions } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dayTimeOf } from '../../shared/format.ts';
import { regionName } from '../../shared/region-names.ts';
import { useSession } from '../../shared/session.tsx';
import { CounterDialog } from './counter-dialog.tsx';
import type { CounterDetail } from './counter-types.ts';

const columns = { xs: 1, sm: 1, md: 2, lg: 3 } as const;

export function OverviewTab({ counter }: { counter: CounterDetail }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const [isEditing, setEditing] = useState(false);
  const { latitude, longitude, versions } = counter;
  const item = (key: string, children: React.ReactNode) => ({
    key,
    label: t(`fleet.columns.${key}`),
    children,
  });
  const position = latitude !== null && longitude !== null ? `${latitude}, ${longitude}` : '—';
  const since = counter.sinceMs
    ? t(`fleet.overview.${counter.online ? 'onlineSince' : 'offlineSince'}`, {
        at: dayTimeOf(counter.sinceMs),
      })
    : t('fleet.never');
  return (
    <>
      <div className="panel pad">
        <Descriptions
          size="small"
          column={columns}
          title={t('fleet.overview.facts')}
          extra={
            can('counter.register') && (
              <Button onClick={() => setEditing(true)} data-testid="counter-edit">
                {t('fleet.edit')}
              </Button>
            )
          }
          items={[
            item('id', counter.id),
            item('siteKind', t(`fleet.siteKinds.${counter.siteKind}`)),
            item('league', regionName(counter.league)),
            item('banner', regionName(counter.banner)),
            item('address', counter.address),
            item('hostUnit', counter.hostUnit),
            item('operatingCompany', counter.operatingCompany),
            item('programme', counter.programme ?? '—'),
            item('route', counter.route ?? '—'),
            item('driver', counter.driver ?? '—'),
            item('position', position),
            item('registeredAt', dayTimeOf(counter.registeredAtMs)),
          ]}
        />
      </div>
      <div className="panel pad">
        <Descriptions
          size="small"
          column={columns}
          title={t('fleet.overview.now')}
          items={[
            item('online', since),
            item('heardAt', counter.heardAtMs > 0 ? dayTimeOf(counter.heardAtMs) : t('fleet.never')),
            item('alarms', counter.alarms),
            item(
              'catalogVersion',
              versions
                ? t('fleet.overview.lists', { ...versions, published: counter.publishedCatalog })
                : counter.catalogVersion,
            ),
          ]}
        />
      </div>
      <div className="panel pad">
        <TelemetryFacts counter={counter} />
      </div>
      {isEditing && <CounterDialog counter={counter} onClose={() => setEditing(false)} />}
    </>
  );
}

function TelemetryFacts({ counter: { telemetry } }: { counter: CounterDetail }) {
  const { t } = useTranslation();
  if (!telemetry) return <p className="hint">{t('fleet.overview.telemetryNone')}</p>;
  const item = (key: string, value: React.ReactNode) => ({
    key,
    label: t(`fleet.overview.${key}`),
    children: value ?? '—',
  });
  const { temperatureC, doorOpen, signalDbm, storageFreeMB, faults } = telemetry;
  return (
    <Descriptions
      size="small"
      column={columns}
      title={t('fleet.overview.telemetry')}
      items={[
        item('at', dayTimeOf(telemetry.at)),
        item('selling', t(telemetry.selling ? 'fleet.yes' : 'fleet.no')),
        {
          key: 'slots',
          label: t('fleet.columns.slots'),
          children: `${telemetry.slotsForSale} / ${telemetry.slotsBlocked}`,
        },
        item(
          'board',
          t(telemetry.board.online ? 'fleet.overview.boardOnline' : 'fleet.overview.boardOffline'),
        ),
        item('temperature', temperatureC === undefined ? undefined : `${temperatureC} °C`),
        item(
          'door',
          doorOpen === undefined
            ? undefined
            : t(doorOpen ? 'fleet.overview.doorOpen' : 'fleet.overview.doorClosed'),
        ),
        item('signal', signalDbm === undefined ? undefined : `${signalDbm} dBm`),
        item('storage', storageFreeMB === undefined ? undefined : `${storageFreeMB} MB`),
        item('faults', faults),
        item('seq', telemetry.seq),
        { key: 'unsent', label: t('fleet.columns.unsent'), children: telemetry.unsent },
      ]}
    />
  );
}
