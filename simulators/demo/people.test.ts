import { describe, expect, it } from 'vitest';
import { isGuessable, newOperatorMessage } from '../../hub/operators/accounts.ts';
import { settingsChangeMessage } from '../../hub/settings/effective.ts';
import { demoPeople, demoSettings } from './people.ts';

describe("[DEMO-6] the demo's people and settings", () => {
  it('have one person for each role, with a badge and a PIN that the hub takes', () => {
    expect(demoPeople.map(({ role }) => role)).toEqual(['operator', 'technician', 'supervisor']);
    for (const person of demoPeople) {
      expect(isGuessable(person.pin)).toBe(false);
      expect(newOperatorMessage.parse(newOperatorMessage.encode(person)).ok).toBe(true);
    }
  });

  it('fit what the hub may set', () => {
    const settings = demoSettings('http://localhost:8080');
    expect(settingsChangeMessage.parse(settingsChangeMessage.encode(settings))).toMatchObject({ ok: true });
  });
});
