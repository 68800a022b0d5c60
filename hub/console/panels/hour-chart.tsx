// Sales per hour of today; loaded after the rest, because the charting library is the largest part.
import { BarChart } from 'echarts/charts';
import { GridComponent, TooltipComponent } from 'echarts/components';
import { type EChartsType, init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Dashboard } from '../../http/views.ts';
import { whole, yuan } from '../shared/format.ts';
import { colours, theme } from '../shared/theme.ts';

use([BarChart, GridComponent, TooltipComponent, CanvasRenderer]);

const axisText = { color: colours.grey, fontSize: 12 };
const fontFamily = theme.token?.fontFamily;

export default function HourChart({ perHour }: { perHour: Dashboard['perHour'] }) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(undefined);
  useEffect(() => {
    const made = init(box.current!);
    chart.current = made;
    const observer = new ResizeObserver(() => made.resize());
    observer.observe(box.current!);
    return () => {
      observer.disconnect();
      made.dispose();
    };
  }, []);
  useEffect(() => {
    chart.current?.setOption({
      animation: false,
      textStyle: { fontFamily },
      grid: {
        left: 8,
        right: 12,
        top: 26,
        bottom: 4,
        outerBoundsMode: 'same',
        outerBoundsContain: 'axisLabel',
      },
      tooltip: {
        trigger: 'axis',
        axisPointer: { type: 'shadow' },
        formatter: ([point]: { dataIndex: number }[]) => {
          const hour = point!.dataIndex;
          const { sales, fen } = perHour[hour]!;
          return t('hours.tooltip', { hour, sales: whole(sales), amount: yuan(fen) });
        },
      },
      xAxis: {
        type: 'category',
        data: perHour.map((_, hour) => String(hour)),
        axisTick: { show: false },
        axisLine: { lineStyle: { color: colours.line } },
        axisLabel: { ...axisText, interval: 'auto' },
      },
      yAxis: {
        type: 'value',
        name: t('hours.axis'),
        nameTextStyle: axisText,
        minInterval: 1,
        axisLabel: axisText,
        splitLine: { lineStyle: { color: colours.line } },
      },
      series: [
        {
          type: 'bar',
          data: perHour.map(({ sales }) => sales),
          barMaxWidth: 22,
          itemStyle: { color: colours.ok, borderRadius: [3, 3, 0, 0] },
        },
      ],
    });
  }, [perHour, t]);
  return <div className="chart" ref={box} role="img" aria-label={t('hours.title')} />;
}
