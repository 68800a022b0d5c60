import { approvalMessage, signInAskMessage } from '@zhuangui/protocol/settings.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Clock, systemClock } from '../platform/clock.ts';
import { silentLog } from '../platform/log.ts';
import { systemRandom } from '../platform/random.ts';
import { settingsSchema } from '../settings/settings-schema.ts';
import { openHubStore } from '../store/open-hub-store.ts';
import { isGuessable, readOperator, writeOperator } from './accounts.ts';
import { type Approvals, createApprovals } from './approvals.ts';
import { hashPin, verifyPin } from './pin.ts';

const counter = 'c-001';
const request = `q${'ab'.repeat(16)}`;
const person = { operator: '1007', name: '其其格', role: 'technician' as const, pin: '702951' };

describe('approval by phone', () => {
  let db: Awaited<ReturnType<typeof openHubStore>>;
  let nowMs: number;
  let sent: unknown[];
  let approvals: Approvals;
  const ask = (text = request) =>
    approvals.onAsk(counter, signInAskMessage.encode({ v: 1, request: text, expiresInS: 120 }));
  const approve = (change: object = {}) =>
    approvals.approve({ counter, request, operator: person.operator, pin: person.pin, ...change });
  beforeEach(async () => {
    db = await openHubStore({ path: ':memory:', engine: 'node:sqlite', schemas: [settingsSchema] });
    nowMs = 1_000_000;
    sent = [];
    const clock: Clock = { ...systemClock(), nowMs: () => nowMs, monotonicMs: () => nowMs };
    approvals = createApprovals({
      db,
      send: (_counter, _request, bytes) => sent.push(approvalMessage.parse(bytes)) > 0,
      clock,
      random: systemRandom(),
      log: silentLog,
    });
    await writeOperator(db, { ...person, counters: [counter] }, systemRandom());
  });
  afterEach(() => db.close());

  it('[OPS-4] answers the request on the screen, once', async () => {
    expect(await approve()).toBe('expired');
    ask();
    expect(approvals.waits(counter, request)).toBe(true);
    expect(await approve()).toBe('approved');
    expect(sent).toMatchObject([
      { ok: true, value: { request, approved: true, operator: '1007', role: 'technician' } },
    ]);
    expect(await approve()).toBe('expired');
  });

  it('[OPS-4] a newer request, another counter, a late answer or a person of elsewhere opens nothing', async () => {
    ask();
    ask(`q${'cd'.repeat(16)}`);
    expect(await approve()).toBe('expired');
    ask();
    expect(await approve({ counter: 'c-002' })).toBe('expired');
    await writeOperator(db, { ...person, operator: '1008', counters: ['c-002'] }, systemRandom());
    expect(await approve({ operator: '1008' })).toBe('not-here');
    nowMs += 120_000;
    expect(await approve()).toBe('expired');
    approvals.onAsk(counter, new TextEncoder().encode('{"v":1}'));
    expect(approvals.malformed()).toBe(1);
    expect(sent).toEqual([]);
  });

  it('[OPS-3] locks after five wrong tries, also those made at once, and lets in again later', async () => {
    ask();
    const tries = (times: number) =>
      Promise.all(Array.from({ length: times }, () => approve({ pin: '000001' })));
    const wrong = await tries(3);
    ask();
    wrong.push(...(await tries(3)));
    expect(wrong.filter((result) => result === 'wrong')).toHaveLength(5);
    ask();
    expect(await approve()).toBe('locked');
    expect((await readOperator(db, '1007'))?.failures).toBe(5);
    nowMs += 900_001;
    ask();
    expect(await approve()).toBe('approved');
    expect((await readOperator(db, '1007'))?.failures).toBe(0);
    ask();
    expect(await approve({ operator: '999999' })).toBe('wrong');
  });

  it('[OPS-5] ends a request after three wrong answers, whoever gave them', async () => {
    ask();
    for (const operator of ['1007', '999999', '1007'])
      expect(await approve({ operator, pin: '000001' })).toBe('wrong');
    expect(await approve()).toBe('expired');
    expect(approvals.waits(counter, request)).toBe(false);
    expect((await readOperator(db, '1007'))?.failures).toBe(2);
  });

  it('[OPS-1] knows the right PIN, and no weak or broken hash', async () => {
    const hash = await hashPin('702951', new Uint8Array(16).fill(7));
    expect(await verifyPin('702951', hash)).toBe(true);
    expect(await verifyPin('702952', hash)).toBe(false);
    expect(await verifyPin('702951', hash.replace('t=2', 't=1'))).toBe(false);
    expect(await verifyPin('702951', 'plain 702951')).toBe(false);
  });

  it.each(['123456', '654321', '111111', '121212', '123123', '890123', '112211'])(
    '[OPS-2] refuses the PIN %s',
    (pin) => expect(isGuessable(pin)).toBe(true),
  );
  it.each(['702951', '283746'])('[OPS-2] takes the PIN %s', (pin) => expect(isGuessable(pin)).toBe(false));
});
