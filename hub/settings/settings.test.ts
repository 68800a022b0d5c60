import {
  type Desired,
  defaultSettings,
  desiredMessage,
  reportedMessage,
} from '@zhuangui/protocol/settings.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../platform/clock.ts';
import { silentLog } from '../platform/log.ts';
import { systemRandom } from '../platform/random.ts';
import { openHubStore } from '../store/open-hub-store.ts';
import { settingsChangeMessage } from './effective.ts';
import { createFleetSettings, type FleetSettings } from './settings.ts';
import { settingsSchema } from './settings-schema.ts';

type Store = Awaited<ReturnType<typeof openHubStore>>;
const person = { operator: '1007', name: '其其格', role: 'operator' as const, pin: '702951' };

describe('settings of the fleet', () => {
  let db: Store;
  let sent: { counter: string; desired: Desired }[];
  let online: Set<string>;
  let settings: FleetSettings;
  beforeEach(async () => {
    db = await openHubStore({ path: ':memory:', engine: 'node:sqlite', schemas: [settingsSchema] });
    sent = [];
    online = new Set(['c-001']);
    settings = createFleetSettings({
      db,
      counters: () => ['c-001', 'c-002'],
      send(counter, bytes) {
        if (!online.has(counter)) return false;
        const parsed = desiredMessage.parse(bytes);
        if (parsed.ok) sent.push({ counter, desired: parsed.value });
        return true;
      },
      clock: systemClock(),
      random: systemRandom(),
      log: silentLog,
    });
  });
  afterEach(async () => {
    await settings.idle();
    await db.close();
  });

  it('[CONF-20] sets the fleet, lets a counter differ, and adds its people', async () => {
    await settings.setFleet({ paymentS: 120, alarmHoldS: 30 });
    await settings.setCounter('c-002', { paymentS: 200 });
    await settings.setOperator({ ...person, counters: ['c-002'] });
    const [first, second] = [await settings.view('c-001'), await settings.view('c-002')];
    expect(first.desired?.settings).toEqual({ ...defaultSettings, paymentS: 120, alarmHoldS: 30 });
    expect(second.desired?.settings).toMatchObject({ paymentS: 200, alarmHoldS: 30 });
    expect(second.desired?.settings.operators.map(({ operator }) => operator)).toEqual(['1007']);
  });

  it('[CONF-21] versions only what changed, sends it now or when the counter comes', async () => {
    settings.online('c-002');
    await settings.idle();
    expect(sent).toEqual([]);
    await settings.setFleet({ paymentS: 120 });
    await settings.setFleet({ paymentS: 120 });
    await settings.setCounter('c-002', { paymentS: 200 });
    expect(sent.map(({ counter, desired }) => [counter, desired.version])).toEqual([['c-001', 1]]);
    online.add('c-002');
    settings.online('c-002');
    await settings.idle();
    expect(sent.at(-1)).toMatchObject({
      counter: 'c-002',
      desired: { version: 2, settings: { paymentS: 200 } },
    });
  });

  it('[CONF-21] cannot set what lies outside the bounds', () => {
    for (const change of [{ redAfterS: 300_000 }, { alarmHoldS: 86_400 }, { operators: [] }, { mood: 1 }]) {
      expect(settingsChangeMessage.check(change).ok).toBe(false);
    }
  });

  it('[CONF-22] keeps what a counter reports, and counts what cannot be read', async () => {
    const report = {
      v: 1 as const,
      version: 3,
      agentVersion: '0.2.0',
      slots: 20,
      machine: 'spiral' as const,
      cashFen: 5,
    };
    const refused = { version: 4, reason: 'slot 99 is not there' };
    await settings.onReported('c-001', reportedMessage.encode({ ...report, refused }));
    await settings.onReported('c-001', new TextEncoder().encode('{}'));
    expect((await settings.view('c-001')).reported).toMatchObject({ version: 3, refused });
    expect(settings.malformed()).toBe(1);
  });

  it('[OPS-1] never stores a PIN or a badge as it is', async () => {
    await settings.setOperator({ ...person, badge: 'BADGE-77' });
    const text = JSON.stringify(await db.query('SELECT * FROM operator_account'));
    expect(text).toContain('$argon2id$');
    expect(text).not.toContain(person.pin);
    expect(text).not.toContain('BADGE-77');
    expect(await settings.removeOperator('1007')).toBe(true);
    expect(await settings.removeOperator('1007')).toBe(false);
    expect((await settings.view('c-001')).desired?.settings.operators).toEqual([]);
  });

  const report = (version: number, refused?: number) =>
    settings.onReported(
      'c-001',
      reportedMessage.encode({
        v: 1,
        version,
        ...(refused === undefined ? {} : { refused: { version: refused, reason: 'x' } }),
        agentVersion: '1',
        slots: 1,
        machine: 'spiral',
        cashFen: 0,
      }),
    );

  it('[CONF-24] finds a number that a counter takes which is ahead of a hub from a backup', async () => {
    await settings.setFleet({ paymentS: 120 });
    await report(7);
    await settings.idle();
    expect(sent.at(-1)).toMatchObject({ desired: { version: 8, settings: { paymentS: 120 } } });
    await report(8, 8);
    await settings.idle();
    expect(sent.at(-1)).toMatchObject({ desired: { version: 9 } });
    const before = sent.length;
    await report(9);
    await report(8, 9);
    await settings.idle();
    expect(sent.length).toBe(before);
  });

  it('[CONF-23] renews what a stop in the middle left out, when its counter comes', async () => {
    await settings.setFleet({ paymentS: 120 });
    // The hub stopped after it had stored the change and before it came to this counter.
    await db.run(`UPDATE setting SET change = '{"paymentS":90}' WHERE scope = '*'`);
    settings = createFleetSettings({
      db,
      counters: () => ['c-001', 'c-002'],
      send(counter, bytes) {
        const parsed = desiredMessage.parse(bytes);
        if (parsed.ok) sent.push({ counter, desired: parsed.value });
        return true;
      },
      clock: systemClock(),
      random: systemRandom(),
      log: silentLog,
    });
    settings.online('c-001');
    await settings.idle();
    expect(sent.at(-1)).toMatchObject({ desired: { version: 2, settings: { paymentS: 90 } } });
  });

  it('[CONF-23] lets a counter in between while the whole fleet changes', async () => {
    const many = Array.from({ length: 2000 }, (_, n) => `c-${String(n).padStart(5, '0')}`);
    const told: string[] = [];
    settings = createFleetSettings({
      db,
      counters: () => many,
      send: (counter) => told.push(counter) > 0,
      clock: systemClock(),
      random: systemRandom(),
      log: silentLog,
    });
    const change = settings.setFleet({ paymentS: 100 });
    await settings.idle();
    settings.online('c-01999');
    await change;
    expect(told).toHaveLength(2000 + (told.filter((one) => one === 'c-01999').length - 1));
    expect(told.indexOf('c-01999')).toBeLessThan(1000);
  });
});
