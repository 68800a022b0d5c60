// The office's own map, drawn only when its file is configured; places are found by their six-digit code or name.
import { MapChart } from 'echarts/charts';
import { TooltipComponent, VisualMapComponent } from 'echarts/components';
import { init, registerMap, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { MapRow } from '../../../statistics/overview.ts';
import { Loaded } from '../../shared/loaded.tsx';
import { colours } from '../../shared/theme.ts';
import { useApi } from '../../shared/use-api.ts';
import { type Metric, valueOfPlace, wordsOf } from './map-metric.ts';

use([MapChart, TooltipComponent, VisualMapComponent, CanvasRenderer]);

interface GeoProps {
  rows: readonly MapRow[];
  metric: Metric;
  open(code: string): void;
}

export default function GeoMap(props: GeoProps) {
  const query = useApi<object>('/api/overview/map-file');
  return <Loaded query={query}>{(map) => <Drawn {...props} map={map} />}</Loaded>;
}

function Drawn({ rows, metric, open, map }: GeoProps & { map: object }) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    registerMap('region', map as never);
    const chart = init(box.current!);
    const data = rows.map((row) => ({
      name: row.name,
      value: valueOfPlace(row, metric) ?? 0,
      code: row.code,
    }));
    chart.setOption({
      animation: false,
      tooltip: {
        formatter: ({ name, value }: { name: string; value: number }) =>
          `${name.replaceAll('<', '&lt;')} ${wordsOf(value, metric, '—')}`,
      },
      visualMap: {
        show: false,
        min: 0,
        max: Math.max(1, ...data.map(({ value }) => value)),
        inRange: { color: [colours.line, colours.green] },
      },
      series: [{ type: 'map', map: 'region', data, label: { show: true } }],
    });
    chart.on('click', (event) => {
      const code = (event.data as { code?: string } | undefined)?.code;
      if (code) open(code);
    });
    const observer = new ResizeObserver(() => chart.resize());
    observer.observe(box.current!);
    return () => {
      observer.disconnect();
      chart.dispose();
    };
  }, [map, rows, metric, open, t]);
  return (
    <div
      className="geo-map"
      ref={box}
      role="img"
      aria-label={t('statistics.map.title')}
      data-testid="geo-map"
    />
  );
}
