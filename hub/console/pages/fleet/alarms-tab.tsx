// Every alarm of one counter.

import { AlarmTable } from './alarm-table.tsx';
import type { CounterDetail } from './counter-types.ts';

export default function AlarmsTab({ counter }: { counter: CounterDetail }) {
  return <AlarmTable counter={counter.id} />;
}
