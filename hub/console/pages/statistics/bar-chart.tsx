// Sales of the first rows as bars, or along time as a line; loaded after the table, the table says the same.
import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { whole, yuan } from '../../shared/format.ts';
import { colours, theme } from '../../shared/theme.ts';

use([BarChart, LineChart, GridComponent, TooltipComponent, CanvasRenderer]);

export interface Point {
  name: string;
  fen: number;
}

export default function FigureChart({ points, isTime }: { points: readonly Point[]; isTime: boolean }) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const chart = init(box.current!);
    const observer = new ResizeObserver(() => chart.resize());
    observer.observe(box.current!);
    chart.setOption({
      animation: false,
      textStyle: { fontFamily: theme.token?.fontFamily },
      grid: {
        left: 8,
        right: 16,
        top: 16,
        bottom: 4,
        outerBoundsMode: 'same',
        outerBoundsContain: 'axisLabel',
      },
      tooltip: {
        trigger: 'axis',
        renderMode: 'richText',
        valueFormatter: (value: number) => yuan(value * 100),
      },
      xAxis: {
        type: 'category',
        data: points.map(({ name }) => name),
        axisLabel: {
          color: colours.grey,
          rotate: !isTime && points.length > 6 ? 30 : 0,
          width: 110,
          overflow: 'truncate',
        },
      },
      yAxis: {
        type: 'value',
        axisLabel: { color: colours.grey, formatter: (value: number) => `¥${whole(value)}` },
        splitLine: { lineStyle: { color: colours.line } },
      },
      series: [
        {
          type: isTime ? 'line' : 'bar',
          data: points.map(({ fen }) => fen / 100),
          barMaxWidth: 34,
          itemStyle: { color: colours.ok },
        },
      ],
    });
    return () => {
      observer.disconnect();
      chart.dispose();
    };
  }, [points, isTime]);
  return <div className="stat-chart" ref={box} role="img" aria-label={t('statistics.chart')} />;
}
