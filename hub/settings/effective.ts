// pure
// Fleet-wide settings, a counter's own, and the people who may work at it, to what that counter should have.
import { defineMessage } from '@zhuangui/protocol/schema.ts';
import { CounterSettings, defaultSettings, type OperatorAccount } from '@zhuangui/protocol/settings.ts';
import Type, { type Static } from 'typebox';

/** Some of the settings; people have their own register. */
export const SettingsChange = Type.Partial(Type.Omit(CounterSettings, ['operators']), {
  additionalProperties: false,
});
export type SettingsChange = Static<typeof SettingsChange>;
export const settingsChangeMessage = defineMessage('settings', 8192, SettingsChange);

/** CONF-20: what the counter says overrides the fleet, field by field at the top level. */
export const effectiveSettings = (
  fleet: SettingsChange,
  own: SettingsChange,
  operators: readonly OperatorAccount[],
): CounterSettings => ({ ...defaultSettings, ...fleet, ...own, operators: [...operators] });
