import type { Db } from '@zhuangui/protocol/db/db.ts';
import { type Approval, approvalMessage, signInAskMessage } from '@zhuangui/protocol/settings.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accounts, type Disk, type Life, numbers, openDisk, openLife, phcOf, pins } from './desk-rig.ts';
import { loadLockout } from './lockout-store.ts';
import { checkPin } from './pin-check.ts';
import { sessionMaxMs } from './session.ts';

let disk: Disk;
let life: Life;
beforeEach(async () => {
  disk = await openDisk();
  life = await openLife(disk);
});
afterEach(async () => {
  await life.desk.stop();
  await disk.close();
});

const minuteMs = 60_000;
const wrongPin = { act: 'sign-in-pin', operator: numbers.operator, pin: '000000' } as const;
const operatorLines = () => disk.lines.filter((line) => line.kind === 'operator');
const actions = () => operatorLines().map((line) => `${line.action} ${line.operator}`);
const door = (token?: string) => {
  const view = life.desk.view(token);
  if (view.state !== 'signed-out') throw new Error('signed in');
  return view;
};
async function lockOut(): Promise<void> {
  for (let tries = 0; tries < 5; tries++) await life.act(wrongPin);
}
/** The plug is pulled: nothing is stopped, the next life finds the disk. */
async function powerCut(): Promise<void> {
  life = await openLife(disk);
}

describe('PIN', () => {
  it('[OPR-1] checks Argon2id without holding up the event loop', async () => {
    let turns = 0;
    const counting = setInterval(() => {
      turns += 1;
    }, 1);
    const phc = phcOf('123456');
    turns = 0;
    expect(await checkPin(phc, '123456')).toBe(true);
    clearInterval(counting);
    expect(turns).toBeGreaterThan(2);
    expect(await checkPin(phc, '123457')).toBe(false);
  });

  it('[OPR-1] refuses a hash below the floor even with the right PIN, and does the work for nobody too', async () => {
    const weak = phcOf('123456', 19_455);
    expect(await checkPin(weak, '123456', phcOf('9'))).toBe(false);
    expect(await checkPin(undefined, '123456')).toBe(false);
    expect(await checkPin('$argon2id$v=19$m=19456,t=2,p=1$$', '')).toBe(false);
  });

  it('[OPR-7] lets the right person in, and writes it down', async () => {
    const token = await life.signIn('technician');
    expect(token).toMatch(/^[0-9a-f]{64}$/);
    expect(life.signedIn(token)).toMatchObject({ operator: '200', role: 'technician', by: 'pin' });
    expect(operatorLines()).toMatchObject([
      { action: 'sign-in', operator: '200', by: 'pin', role: 'technician' },
    ]);
  });

  it('[OPR-7] says the same of a wrong PIN and of a number nobody has, and writes down no number that may be a PIN', async () => {
    const wrong = await life.act(wrongPin);
    const unknown = await life.act({ ...wrongPin, operator: '654321' });
    expect(wrong).toMatchObject({ ok: false, code: 'wrong', why: 'wrong' });
    expect(unknown).toMatchObject({ ok: false, code: 'wrong', why: 'wrong' });
    expect(actions()).toEqual(['sign-in-refused 100', 'sign-in-refused unknown']);
    expect(JSON.stringify(disk.lines)).not.toContain('654321');
  });

  it('nobody is signed in when it cannot be written down', async () => {
    life.refuseLines = new Error('disk on fire');
    const act = { act: 'sign-in-pin', operator: numbers.operator, pin: pins.operator } as const;
    const { answer, token } = await life.desk.act(act, undefined);
    expect(answer).toMatchObject({ ok: false, code: 'failed', why: 'not-written' });
    expect(token).toBeUndefined();
  });
});

describe('badge', () => {
  it('[OPR-5] needs the PIN of its owner as well', async () => {
    const badge = { act: 'sign-in-badge', badge: 'badge-of-200', pin: pins.technician } as const;
    const { answer, token } = await life.desk.act(badge, undefined);
    expect(answer.ok).toBe(true);
    expect(life.signedIn(token)).toMatchObject({ operator: '200', by: 'badge' });
    expect(await life.act({ ...badge, pin: pins.operator })).toMatchObject({ code: 'wrong' });
    expect(await life.act({ ...badge, badge: 'badge-of-300' })).toMatchObject({ code: 'wrong' });
    expect(actions()).toContain('sign-in-refused unknown');
  });
});

describe('lock', () => {
  it('[OPR-2] the count is on disk before the PIN is looked at', async () => {
    // The disk says no: the PIN, though right, is not looked at, and the try is counted.
    const failing: Db = {
      query: (sql, params) => disk.db.query(sql, params),
      run: (sql, params) => disk.db.run(sql, params),
      transaction: () => Promise.reject(new Error('disk on fire')),
      close: () => disk.db.close(),
    };
    const other = await openLife(disk, { db: failing });
    const right = { act: 'sign-in-pin', operator: numbers.operator, pin: pins.operator } as const;
    expect(await other.act(right)).toMatchObject({ ok: false, code: 'failed' });
    const view = other.desk.view(undefined);
    expect(view).toMatchObject({ state: 'signed-out', triesLeft: 4 });
    // The plug is pulled while the PIN is being looked at: the next life knows of the try.
    const trying = life.act(wrongPin);
    await expect.poll(async () => (await loadLockout(disk.db)).wrong).toEqual({ 100: 1 });
    const next = await openLife(disk);
    expect(next.desk.view(undefined)).toMatchObject({ triesLeft: 4 });
    await trying;
  });

  it('[OPR-3] after five wrong tries nobody is let in for a quarter of an hour, the right PIN included', async () => {
    await lockOut();
    expect(actions().slice(-2)).toEqual(['sign-in-refused 100', 'locked-out 100']);
    expect(door()).toMatchObject({ lockedForMs: 15 * minuteMs, triesLeft: 0 });
    const right = { act: 'sign-in-pin', operator: numbers.technician, pin: pins.technician } as const;
    expect(await life.act(right)).toMatchObject({ ok: false, code: 'locked-out' });
    life.clock.pass(15 * minuteMs - 1);
    expect(await life.act(right)).toMatchObject({ code: 'locked-out' });
    life.clock.pass(1);
    expect(await life.signIn('technician')).toBeTruthy();
    expect(actions().filter((one) => one.startsWith('locked-out'))).toHaveLength(1);
  });

  it('[OPR-3] power cuts and a turned clock shorten nothing', async () => {
    await lockOut();
    life.clock.wallMs += 40 * 86_400_000;
    expect(door().lockedForMs).toBe(15 * minuteMs);
    await powerCut();
    expect(door().lockedForMs).toBe(15 * minuteMs);
    for (let cut = 0; cut < 5; cut++) {
      life.clock.pass(29_000);
      await powerCut();
    }
    expect(door().lockedForMs).toBe(15 * minuteMs);
    expect(await life.act(wrongPin)).toMatchObject({ code: 'locked-out' });
  });

  it('[OPR-3] time waited with the power on counts, over restarts too', async () => {
    await lockOut();
    life.clock.pass(5 * minuteMs);
    await expect.poll(async () => (await loadLockout(disk.db)).lockedMs).toBe(10 * minuteMs);
    await powerCut();
    expect(door().lockedForMs).toBe(10 * minuteMs);
    life.clock.pass(10 * minuteMs);
    expect(door()).toMatchObject({ lockedForMs: 0, triesLeft: 5 });
  });

  it('[OPR-3] a wrong try from before a restart is not forgotten', async () => {
    for (let tries = 0; tries < 4; tries++) await life.act(wrongPin);
    await powerCut();
    expect(door().triesLeft).toBe(1);
    await life.act(wrongPin);
    expect(door().lockedForMs).toBe(15 * minuteMs);
  });

  it('[OPR-3] a state that somebody spoilt is a wait, not a pardon', async () => {
    await disk.db.run("INSERT OR REPLACE INTO operator_lockout (one, state) VALUES (1, '{}')");
    await powerCut();
    expect(door().lockedForMs).toBe(15 * minuteMs);
  });

  it('[OPR-4] a right PIN takes back the tries of its owner only', async () => {
    await life.act(wrongPin);
    await life.act({ ...wrongPin, operator: numbers.technician });
    await life.signIn('operator');
    expect(await loadLockout(disk.db)).toMatchObject({ wrong: { 200: 1 } });
  });

  it('one PIN is looked at at a time', async () => {
    const both = await Promise.all([life.act(wrongPin), life.act(wrongPin)]);
    expect(both).toMatchObject([{ code: 'wrong' }, { code: 'not-now' }]);
  });
});

describe('phone', () => {
  const asked = () => signInAskMessage.parse(life.mails.at(-1)!);
  const request = () => {
    const parsed = asked();
    if (!parsed.ok) throw new Error(parsed.problem.message);
    return parsed.value.request;
  };
  const yes = (change: object = {}): Approval => ({
    v: 1,
    request: request(),
    approved: true,
    operator: '900',
    name: '李',
    role: 'supervisor',
    ...change,
  });
  const send = (approval: Approval) => life.desk.onApproval(approvalMessage.encode(approval));
  async function ask(token?: string): Promise<string> {
    const asked = await life.desk.act({ act: 'ask-approval' }, token);
    if (asked.token === undefined) throw new Error(JSON.stringify(asked.answer));
    return asked.token;
  }

  it('[OPR-6] signs in the browser that asked, once', async () => {
    const token = await ask();
    const url = `https://proof.example/approve/nm-150102-0001/${request()}`;
    expect(door(token).approval).toEqual({ url, expiresInMs: 120_000, state: 'waiting' });
    expect(door().approval).toBeNull();
    send(yes());
    await expect
      .poll(() => life.signedIn(token))
      .toMatchObject({ operator: '900', role: 'supervisor', by: 'phone' });
    expect(life.desk.view('ff'.repeat(32)).state).toBe('signed-out');
    send(yes());
    expect(life.desk.counts().phone).toEqual({ granted: 1, refused: 0, ignored: 1, unreadable: 0 });
    expect(actions()).toEqual(['sign-in 900']);
  });

  it('[OPR-6] takes nothing forged, late, or for a question of before, and counts it', async () => {
    send({ ...yes0(), request: `q${'0'.repeat(32)}` });
    const first = await ask();
    const old = yes();
    life.clock.pass(4_000);
    const second = await ask('aa'.repeat(32));
    send(old);
    life.desk.onApproval(new TextEncoder().encode('{"approved":true}'));
    life.clock.pass(120_000);
    send(yes());
    expect(life.desk.counts().phone).toEqual({ granted: 0, refused: 0, ignored: 3, unreadable: 1 });
    expect([life.signedIn(first), life.signedIn(second)]).toEqual([undefined, undefined]);
    expect(door(second).approval).toBeNull();
  });

  it('[OPR-6] a no is shown, and cannot become a yes', async () => {
    const token = await ask();
    send({ v: 1, request: request(), approved: false, reason: '不是我' });
    expect(door(token).approval).toMatchObject({ state: 'refused' });
    send(yes());
    expect(life.signedIn(token)).toBeUndefined();
    expect(life.desk.counts().phone).toMatchObject({ refused: 1, ignored: 1 });
  });

  it('asks the hub once however often the button is touched, and says so when there is no network', async () => {
    const token = await ask();
    expect(await life.act({ act: 'ask-approval' }, token)).toMatchObject({ ok: true });
    expect(await life.act({ act: 'ask-approval' })).toMatchObject({ code: 'not-now' });
    expect(life.mails).toHaveLength(1);
    await life.act({ act: 'cancel-approval' }, token);
    expect(door(token).approval).toBeNull();
    life.clock.pass(4_000);
    life.hubIsThere = false;
    const offline = await ask();
    expect(door(offline).approval).toMatchObject({ state: 'no-network' });
  });

  const yes0 = (): Approval => ({
    v: 1,
    request: `q${'1'.repeat(32)}`,
    approved: true,
    operator: '900',
    name: '李',
    role: 'technician',
  });
});

describe('session', () => {
  it('[OPR-8] ends when nobody touches it, and lasts while somebody does', async () => {
    const token = await life.signIn('operator');
    life.clock.pass(100_000);
    expect(await life.act({ act: 'stay' }, token)).toEqual({ ok: true });
    life.clock.pass(100_000);
    expect(life.signedIn(token)).toMatchObject({ idleLeftMs: 20_000 });
    life.clock.pass(20_000);
    expect(life.signedIn(token)).toBeUndefined();
    await expect.poll(() => operatorLines().at(-1)).toMatchObject({ action: 'sign-out', why: 'untouched' });
    expect(await life.act({ act: 'stay' }, token)).toMatchObject({ code: 'signed-out' });
  });

  it('[OPR-8] ends after four hours however busy', async () => {
    const token = await life.signIn('operator');
    for (let ms = 0; ms < sessionMaxMs - 60_000; ms += 60_000) {
      life.clock.pass(60_000);
      await life.act({ act: 'stay' }, token);
    }
    expect(life.signedIn(token)).toBeTruthy();
    life.clock.pass(60_000);
    expect(life.signedIn(token)).toBeUndefined();
  });

  it('[OPR-8] ends by sign-out, by the next sign-in, by a restart', async () => {
    const first = await life.signIn('operator');
    const second = await life.signIn('technician');
    expect([life.signedIn(first), life.signedIn(second)?.operator]).toEqual([undefined, '200']);
    expect(actions()).toEqual(['sign-in 100', 'sign-in 200', 'sign-out 100']);
    expect(await life.act({ act: 'sign-out' }, first)).toMatchObject({ code: 'signed-out' });
    expect(await life.act({ act: 'sign-out' }, second)).toMatchObject({ ok: true });
    expect(life.signedIn(second)).toBeUndefined();
    const third = await life.signIn('operator');
    await powerCut();
    expect(life.signedIn(third)).toBeUndefined();
  });

  it('[OPR-8] whoever is struck off the list is out at once, and a new role holds at once', async () => {
    const token = await life.signIn('technician');
    const demoted = accounts.map((one) => ({ ...one, role: 'supervisor' as const }));
    life.settings = { ...life.settings, operators: demoted };
    expect(life.signedIn(token)).toMatchObject({ role: 'supervisor', may: ['see', 'export'] });
    life.settings = { ...life.settings, operators: [] };
    expect(await life.act({ act: 'stay' }, token)).toMatchObject({ code: 'signed-out' });
    await expect
      .poll(() => operatorLines().at(-1))
      .toMatchObject({ action: 'sign-out', why: 'account-gone' });
  });

  it('[OPR-17] tells who is signed out nothing but that', async () => {
    const other = await life.signIn('operator');
    expect(other).toBeTruthy();
    expect(Object.keys(life.desk.view(undefined)).sort()).toEqual(
      ['approval', 'enrolment', 'lockedForMs', 'noAccounts', 'state', 'triesLeft'].sort(),
    );
    expect(life.desk.view('00'.repeat(32)).state).toBe('signed-out');
  });
});
