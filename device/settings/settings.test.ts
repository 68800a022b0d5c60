import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Db, Queries } from '@zhuangui/protocol/db/db.ts';
import { migrate } from '@zhuangui/protocol/db/migrate.ts';
import { openDb } from '@zhuangui/protocol/db/open-db.ts';
import { freshnessAt } from '@zhuangui/protocol/freshness.ts';
import type { LineBody } from '@zhuangui/protocol/journal-lines.ts';
import {
  type CounterSettings,
  defaultSettings,
  desiredMessage,
  reportedMessage,
} from '@zhuangui/protocol/settings.ts';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sampleLists } from '../gate/gate-samples.ts';
import { silentLog } from '../platform/log.ts';
import { earlierRed, withEarlierRed } from './earlier-red.ts';
import { createSettings, type SettingsParts } from './settings.ts';
import { loadSettings, settingsMigrations } from './settings-store.ts';

let folder: string;
let db: Db;
let lines: LineBody[];
let sent: ReturnType<typeof reportedMessage.parse>[];
let diskFull: boolean;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'settings-'));
  db = await openDb({ engine: 'node:sqlite', path: join(folder, 'x.db') });
  await migrate(db, settingsMigrations, 'settings');
  lines = [];
  sent = [];
  diskFull = false;
});
afterEach(async () => {
  await db.close();
  rmSync(folder, { recursive: true, force: true });
});

const desired = (version: number, change: Partial<CounterSettings> = {}) =>
  desiredMessage.encode({ v: 1, version, settings: { ...defaultSettings, ...change } });

async function open(change: Partial<SettingsParts> = {}) {
  return createSettings({
    stored: await loadSettings(db),
    log: silentLog,
    facts: () => ({ slots: new Set([1, 2, 3]) }),
    append: async (bodies, also) => {
      await db.transaction(async (tx: Queries) => {
        await also(tx);
        if (diskFull) throw new Error('the disk is full');
      });
      lines.push(...bodies);
    },
    mail: (_kind, payload) => sent.push(reportedMessage.parse(payload)) > 0,
    about: () => ({ agentVersion: '0.1.0', slots: 3, machine: 'spiral', cashFen: 0 }),
    ...change,
  });
}
const reported = () => sent.map((parsed) => (parsed.ok ? parsed.value : parsed.problem));

describe('settings', () => {
  it('[CONF-1, CONF-2, CONF-5] takes a newer state whole, with its journal line, and reports it', async () => {
    const settings = await open();
    const bytes = desired(3, { paymentS: 120 });
    await settings.onDesired(bytes);
    expect([settings.version(), settings.current().paymentS]).toEqual([3, 120]);
    const hash = createHash('sha256').update(bytes).digest('hex');
    expect(lines).toEqual([{ kind: 'settings', version: 3, hash }]);
    expect(reported()).toMatchObject([{ version: 3, machine: 'spiral' }]);
  });

  it('[CONF-1] ignores and counts an older state, and writes nothing for the same one', async () => {
    const settings = await open();
    await settings.onDesired(desired(3));
    await settings.onDesired(desired(2, { paymentS: 99 }));
    await settings.onDesired(desired(3));
    expect([settings.version(), settings.counters().old, lines.length]).toEqual([3, 1, 1]);
    expect(settings.refused()).toBeUndefined();
  });

  it('[CONF-1, CONF-5] refuses the same number with other content, and says so', async () => {
    const settings = await open();
    await settings.onDesired(desired(3));
    await settings.onDesired(desired(3, { paymentS: 99 }));
    expect(settings.current().paymentS).toBe(180);
    expect(reported().at(-1)).toMatchObject({ version: 3, refused: { version: 3 } });
  });

  it.each([
    ['a cold chain for slots that are not here', { coldChain: { maxC: 8, forS: 600, slots: [1, 77] } }, /77/],
    [
      'a set point warmer than the cold chain',
      { coldChain: { maxC: 4, forS: 600, slots: [1] }, temperature: { mode: 'cool', targetC: 6 } },
      /warmer/,
    ],
    [
      'one operator twice',
      {
        operators: ['a', 'b'].map((name) => ({
          operator: '1001',
          name,
          role: 'operator',
          pin: `$argon2id$v=19$m=19456,t=2,p=1$${'A'.repeat(24)}$${'B'.repeat(43)}`,
        })),
      },
      /1001 is there twice/,
    ],
  ])('[CONF-1] refuses %s as a whole and keeps what is in force', async (_what, change, words) => {
    const settings = await open();
    await settings.onDesired(desired(1, { paymentS: 100 }));
    await settings.onDesired(desired(2, { paymentS: 90, ...(change as Partial<CounterSettings>) }));
    expect([settings.version(), settings.current().paymentS]).toEqual([1, 100]);
    expect(settings.refused()).toMatchObject({ version: 2, reason: expect.stringMatching(words) });
    await settings.onDesired(desired(3, { paymentS: 80 }));
    expect([settings.refused(), settings.current().paymentS]).toEqual([undefined, 80]);
  });

  it('[CONF-1, CONF-4] refuses what lies outside the schema, red after 72 hours above all, naming the version', async () => {
    const settings = await open();
    const late = { v: 1, version: 9, settings: { ...defaultSettings, redAfterS: 259_201 } };
    await settings.onDesired(new TextEncoder().encode(JSON.stringify(late)));
    expect(settings.refused()).toMatchObject({ version: 9, reason: expect.stringMatching(/redAfterS/) });
    await settings.onDesired(new TextEncoder().encode('{'));
    await settings.onDesired(new Uint8Array(40_000));
    expect(settings.counters().refused).toBe(3);
    expect([settings.version(), lines]).toEqual([0, []]);
  });

  it('[CONF-2] does not use what cannot be written, and takes it when it comes again', async () => {
    const settings = await open();
    diskFull = true;
    await settings.onDesired(desired(1, { paymentS: 60 }));
    expect([settings.version(), settings.current().paymentS]).toEqual([0, 180]);
    expect(reported().at(-1)).toMatchObject({ version: 0, refused: { version: 1 } });
    expect(await loadSettings(db)).toBeUndefined();
    diskFull = false;
    await settings.onDesired(desired(1, { paymentS: 60 }));
    expect([settings.version(), settings.current().paymentS]).toEqual([1, 60]);
  });

  it('[CONF-3] local settings hold until a hub set any, then what it set, across a restart', async () => {
    const local = { paymentS: 77, alarmHoldS: 20 };
    const first = await open({ local });
    expect([first.version(), first.current().paymentS]).toEqual([0, 77]);
    await first.onDesired(desired(5, { paymentS: 66 }));
    const second = await open({ local });
    expect([second.version(), second.current().paymentS, second.current().alarmHoldS]).toEqual([5, 66, 60]);
    await second.onDesired(desired(5, { paymentS: 66 }));
    expect(lines).toHaveLength(1);
  });

  it('[CONF-3] stored bytes that are damaged leave the local settings in force and are taken again', async () => {
    await db.run('INSERT INTO settings_desired (one, version, bytes) VALUES (1, 4, ?)', [
      new Uint8Array([1]),
    ]);
    const settings = await open({ local: { paymentS: 77 } });
    expect([settings.current().paymentS, settings.refused()?.version]).toEqual([77, 4]);
    await settings.onDesired(desired(4, { paymentS: 61 }));
    expect([settings.version(), settings.current().paymentS]).toEqual([4, 61]);
  });

  it('[CONF-5] reports at every connection and tells listeners of a change', async () => {
    const settings = await open();
    let changes = 0;
    settings.onChange(() => {
      changes += 1;
    });
    settings.onConnected();
    await settings.onDesired(desired(1));
    expect([reported().map((one) => 'version' in one && one.version), changes]).toEqual([[0, 1], 1]);
  });
});

describe('red freshness', () => {
  it('[CONF-4] is set earlier, never later, whatever the setting says', () => {
    const times = { signedAtMs: 1_000_000_000_000, expiresAtMs: 1_000_000_000_000 + 72 * 3_600_000 };
    const rank = { green: 0, amber: 1, red: 2 };
    fc.assert(
      fc.property(fc.double(), fc.nat(100 * 3_600_000), (redAfterS, ageMs) => {
        const now = times.signedAtMs + ageMs;
        const limited = rank[freshnessAt(earlierRed(times, redAfterS), now)];
        return limited >= rank[freshnessAt(times, now)];
      }),
    );
    const at = (redAfterS: number, ageS: number) =>
      freshnessAt(earlierRed(times, redAfterS), times.signedAtMs + ageS * 1000);
    expect([at(3600, 3599), at(3600, 3600), at(1e9, 72 * 3600)]).toEqual(['green', 'red', 'red']);
  });

  it('[CONF-4] lies over the lists as the gate sees them and leaves the rest as it was', () => {
    const view = sampleLists();
    const limited = withEarlierRed(view, 3600);
    expect(limited.times).toEqual({
      signedAtMs: view.times.signedAtMs,
      expiresAtMs: view.times.signedAtMs + 3_600_000,
    });
    expect([limited.hash, limited.versions, limited.entryCount]).toEqual([
      view.hash,
      view.versions,
      view.entryCount,
    ]);
    expect(withEarlierRed(view, 1e12)).toBe(view);
  });
});
