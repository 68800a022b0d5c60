// First and last day of what is shown, and the periods people ask for by one word.
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { type Period, periodOf, presets } from './period.ts';

interface PeriodToolsProps {
  period: Period;
  onChange(period: Period): void;
}

export function PeriodTools({ period, onChange }: PeriodToolsProps) {
  const { t } = useTranslation();
  const day = (name: 'from' | 'to') => (
    <label>
      {t(`statistics.${name}`)}
      <input
        type="date"
        value={period[name]}
        required
        onChange={({ target }) => target.value && onChange({ ...period, [name]: target.value })}
        data-testid={`statistics-${name}`}
      />
    </label>
  );
  return (
    <>
      {day('from')}
      {day('to')}
      {presets.map((preset) => (
        <Button
          key={preset}
          size="small"
          onClick={() => onChange(periodOf(preset, Date.now()))}
          data-testid={`period-${preset}`}
        >
          {t(`statistics.presets.${preset}`)}
        </Button>
      ))}
    </>
  );
}
