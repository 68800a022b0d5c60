// MAP-1: the leagues as tiles where they lie, their banners as smaller tiles, or both as a table.
import { Button, Segmented, Select, Table, type TableColumnsType } from 'antd';
import { lazy, Suspense, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { Tile } from '../../../statistics/map-layout.ts';
import type { MapRow } from '../../../statistics/overview.ts';
import { percent, whole, yuan } from '../../shared/format.ts';
import { Loaded } from '../../shared/loaded.tsx';
import { useApi } from '../../shared/use-api.ts';
import { colourOf, type Metric, metrics, valueOfPlace, wordsOf } from './map-metric.ts';

const GeoMap = lazy(() => import('./geo-map.tsx'));

interface MapAnswer {
  rows: MapRow[];
  tiles: Tile[];
  hasMap: boolean;
}

export function TileMap() {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const [isTable, setTable] = useState(false);
  const league = params.get('league') ?? undefined;
  const metric = metrics.find((one) => one === params.get('metric')) ?? 'sales';
  const back = useRef<HTMLButtonElement>(null);
  const query = useApi<MapAnswer>('/api/overview/map', { league }, { everyMs: 15_000 });
  const set = (name: string, value: string | undefined) =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        if (value === undefined) next.delete(name);
        else next.set(name, value);
        return next;
      },
      { replace: true },
    );
  return (
    <section className="panel" aria-label={t('statistics.map.title')}>
      <div className="panel-head">
        <h2>{t('statistics.map.title')}</h2>
        {league && (
          <Button
            ref={back}
            size="small"
            onClick={() => set('league', undefined)}
            data-testid="map-back"
            autoFocus
          >
            {t('statistics.map.back')}
          </Button>
        )}
        <Select
          size="small"
          value={metric}
          aria-label={t('statistics.map.metric')}
          onChange={(value: Metric) => set('metric', value)}
          options={metrics.map((value) => ({ value, label: t(`statistics.map.metrics.${value}`) }))}
          popupMatchSelectWidth={false}
          data-testid="map-metric"
        />
        <Segmented
          size="small"
          value={isTable ? 'table' : 'map'}
          onChange={(value) => setTable(value === 'table')}
          options={[
            { value: 'map', label: t('statistics.map.asMap') },
            { value: 'table', label: t('statistics.map.asTable') },
          ]}
        />
      </div>
      <Loaded query={query}>
        {({ rows, tiles, hasMap }) => {
          if (isTable)
            return <MapTable rows={rows} open={league ? undefined : (code) => set('league', code)} />;
          if (hasMap && !league)
            return (
              <Suspense>
                <GeoMap rows={rows} metric={metric} open={(code) => set('league', code)} />
              </Suspense>
            );
          return (
            <Tiles
              rows={rows}
              tiles={tiles}
              metric={metric}
              open={league ? undefined : (code) => set('league', code)}
            />
          );
        }}
      </Loaded>
    </section>
  );
}

interface TilesProps {
  rows: readonly MapRow[];
  tiles: readonly Tile[];
  metric: Metric;
  open: ((code: string) => void) | undefined;
}

function Tiles({ rows, tiles, metric, open }: TilesProps) {
  const { t } = useTranslation();
  const placeOf = new Map(tiles.map((tile) => [tile.code, tile]));
  const largest = Math.max(0, ...rows.map((row) => valueOfPlace(row, metric) ?? 0));
  // Keyboard and phone go through the tiles from west to east.
  const ordered = rows.toSorted(
    (a, b) => (placeOf.get(a.code)?.column ?? 0) - (placeOf.get(b.code)?.column ?? 0),
  );
  return (
    <>
      <div className={tiles.length > 0 ? 'tile-map' : 'tile-map banners'} data-testid="tile-map">
        {ordered.map((row) => {
          const value = valueOfPlace(row, metric);
          const tile = placeOf.get(row.code);
          const style = {
            borderInlineStartColor: colourOf(value, metric, largest),
            ...(tile ? { '--tile-column': tile.column + 1, '--tile-row': tile.row + 1 } : {}),
          };
          const inside = (
            <>
              <span className="tile-name">{row.name}</span>
              <strong>{wordsOf(value, metric, '—')}</strong>
              <small>
                {t('statistics.map.counters')} {whole(row.counters.total)}
              </small>
            </>
          );
          return open ? (
            <button
              type="button"
              key={row.code}
              className="tile"
              style={style}
              aria-label={`${t('statistics.map.open', { name: row.name })} ${wordsOf(value, metric, '—')}`}
              onClick={() => open(row.code)}
              data-testid={`tile-${row.code}`}
            >
              {inside}
            </button>
          ) : (
            <div key={row.code} className="tile" style={style} data-testid={`tile-${row.code}`}>
              {inside}
            </div>
          );
        })}
      </div>
      <p className="hint stat-tools">{t('statistics.map.hint')}</p>
    </>
  );
}

function MapTable({ rows, open }: { rows: readonly MapRow[]; open: ((code: string) => void) | undefined }) {
  const { t } = useTranslation();
  const share = (row: MapRow, metric: Metric) => wordsOf(valueOfPlace(row, metric), metric, '—');
  const columns: TableColumnsType<MapRow> = [
    {
      title: t('statistics.map.name'),
      dataIndex: 'name',
      render: (name: string, row) =>
        open ? (
          <Button type="link" size="small" onClick={() => open(row.code)}>
            {name}
          </Button>
        ) : (
          name
        ),
    },
    { title: t('statistics.map.counters'), align: 'right', render: (_, row) => whole(row.counters.total) },
    {
      title: t('statistics.map.metrics.sales'),
      align: 'right',
      render: (_, row) => yuan(row.today.salesFen),
    },
    {
      title: t('statistics.map.metrics.month'),
      align: 'right',
      render: (_, row) => yuan(row.month.salesFen),
    },
    {
      title: t('statistics.map.metrics.certified'),
      align: 'right',
      render: (_, { month }) => (month.certifiedShare === null ? '—' : percent(month.certifiedShare)),
    },
    { title: t('statistics.map.refused'), align: 'right', render: (_, row) => whole(row.month.refused) },
    { title: t('statistics.map.metrics.online'), align: 'right', render: (_, row) => share(row, 'online') },
    {
      title: t('statistics.map.metrics.freshness'),
      align: 'right',
      render: (_, row) => share(row, 'freshness'),
    },
  ];
  return (
    <Table
      size="small"
      rowKey="code"
      columns={columns}
      dataSource={[...rows]}
      pagination={false}
      scroll={{ x: 'max-content' }}
      data-testid="map-table"
    />
  );
}
