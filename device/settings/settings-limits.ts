// pure
// Limits that no setting moves and that a schema cannot say, because they depend on the counter or on two fields.
import { freshnessBounds } from '@zhuangui/protocol/freshness.ts';
import type { CounterSettings } from '@zhuangui/protocol/settings.ts';

/** What the settings are checked against. */
export interface SettingsFacts {
  /** Slots the board lists or goods stand in; empty while neither is known. */
  slots: ReadonlySet<number>;
}

type Objection = (settings: CounterSettings, facts: SettingsFacts) => string | undefined;

/** What the machine may not be set to while its goods need cold, in words; by nobody, the hub or a technician. */
export function overColdChain({
  coldChain,
  temperature: { mode, targetC },
}: Pick<CounterSettings, 'coldChain' | 'temperature'>): string | undefined {
  if (!coldChain) return undefined;
  if (mode === 'cool' && targetC > coldChain.maxC)
    return `temperature.targetC ${targetC} is warmer than coldChain.maxC ${coldChain.maxC}`;
  return mode === 'heat' && coldChain.slots.length === 0
    ? 'a heated counter cannot keep every slot cold'
    : undefined;
}

const objections: readonly Objection[] = [
  (settings) =>
    settings.redAfterS * 1000 > freshnessBounds.redAfterMs
      ? `redAfterS ${settings.redAfterS} is later than 72 hours`
      : undefined,
  ({ coldChain }, { slots }) => {
    const unknown = slots.size === 0 ? [] : (coldChain?.slots ?? []).filter((slot) => !slots.has(slot));
    return unknown.length > 0
      ? `coldChain names slots this counter does not have: ${unknown.join(', ')}`
      : undefined;
  },
  overColdChain,
  ({ operators }) => {
    const ids = operators.map(({ operator }) => operator);
    const twice = ids.find((id, index) => ids.indexOf(id) !== index);
    return twice === undefined ? undefined : `operator ${twice} is there twice`;
  },
];

/** CONF-1: why these settings are refused as a whole, in words; undefined when they are within the limits. */
export function outsideLimits(settings: CounterSettings, facts: SettingsFacts): string | undefined {
  for (const object of objections) {
    const why = object(settings, facts);
    if (why !== undefined) return why.slice(0, 300);
  }
  return undefined;
}
