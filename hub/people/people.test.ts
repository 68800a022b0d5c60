import { parseArgon2 } from '@zhuangui/protocol/phc.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Grant } from './actor.ts';
import { requireProof } from './session-rules.ts';
import { lockAfter } from './sign-in-tries.ts';
import { administrator, openTestPeople, rigActor, type TestPeople } from './testing/open-test-people.ts';

let rig: TestPeople;
beforeEach(async () => {
  rig = await openTestPeople();
});
afterEach(() => rig.close());

const minute = 60_000;
const supervisor: Grant = { role: 'supervisor', place: { kind: 'league', code: '150400' } };
const from = { address: '10.0.0.1', agent: 'test' };

describe('accounts', () => {
  it('[PEO-16] the first administrator is made once, with a password that lets in and must be changed', async () => {
    const { firstAdministrator: first, passwords, accounts, sessions } = rig.people;
    expect(first?.login).toBe('admin');
    const person = await passwords.check('admin', first!.oneTimePassword);
    expect(person.mustChange).toBe(true);
    // [PEO-10]
    expect(parseArgon2(person.password)).toMatchObject({ memoryKiB: 19_456, passes: 2 });
    expect(JSON.stringify(await rig.db.query('SELECT * FROM audit_entry'))).not.toContain(
      first!.oneTimePassword,
    );
    const { session } = await sessions.open(person.id, from);
    await expect(accounts.setPassword(person.id, 'admin-is-my-name', session.id)).rejects.toMatchObject({
      reason: 'password-contains-login',
    });
    await accounts.setPassword(person.id, 'grass on the steppe', session.id);
    const again = await rig.again();
    expect(again.firstAdministrator).toBeUndefined();
    expect((await again.passwords.check('admin', 'grass on the steppe')).mustChange).toBe(false);
    await expect(again.passwords.check('admin', first!.oneTimePassword)).rejects.toMatchObject({
      reason: 'wrong-password',
    });
  });

  it('[PEO-11] a one-time password ends after a week; one’s own never does', async () => {
    const { accounts, passwords } = rig.people;
    const grants = [supervisor];
    const { person, oneTimePassword } = await accounts.create(
      { login: 'late', name: 'late', grants },
      rigActor,
    );
    const week = 7 * 24 * 60 * minute;
    rig.clock.now += week + 1;
    await expect(passwords.check('late', oneTimePassword)).rejects.toMatchObject({
      reason: 'one-time-ended',
    });
    // It ends over a restart too, and tells nobody who does not know it.
    await expect((await rig.again()).passwords.check('late', oneTimePassword)).rejects.toMatchObject({
      reason: 'one-time-ended',
    });
    await expect(passwords.check('late', 'another one')).rejects.toMatchObject({ reason: 'wrong-password' });
    const { oneTimePassword: next } = await accounts.reset(person.id, rigActor);
    expect((await passwords.check('late', next)).mustChange).toBe(true);
    await accounts.setPassword(person.id, 'grass on the steppe', '');
    rig.clock.now += 100 * week;
    expect((await passwords.check('late', 'grass on the steppe')).login).toBe('late');
  });

  it('[PEO-4] a role is held where it fits, at a place that there is', async () => {
    const wrong: Grant[] = [
      { role: 'administrator', place: { kind: 'league', code: '150400' } },
      { role: 'banner-reviewer', place: { kind: 'region' } },
      { role: 'banner-reviewer', place: { kind: 'banner', code: '150400' } },
      { role: 'supervisor', place: { kind: 'league', code: '110100' } },
      { role: 'supplier', place: { kind: 'supplier', creditCode: '93150430XX00000002' } },
    ];
    for (const grant of wrong)
      await expect(rig.add('someone', grant)).rejects.toMatchObject({ reason: 'place-does-not-fit' });
    await rig.add('someone', supervisor);
    await expect(rig.add('someone')).rejects.toMatchObject({ reason: 'login-taken' });
  });

  it('[PEO-6] the last administrator stays, whoever tries at the same time', async () => {
    const { accounts, directory } = rig.people;
    const first = directory.byLogin('admin')!;
    const last = { reason: 'last-administrator' };
    await expect(accounts.setDisabled(first.id, true, rigActor)).rejects.toMatchObject(last);
    await expect(accounts.change(first.id, { grants: [supervisor] }, rigActor)).rejects.toMatchObject(last);
    const second = await rig.add('second', administrator);
    const tries = await Promise.allSettled([
      accounts.setDisabled(first.id, true, rigActor),
      accounts.change(second.id, { grants: [] }, rigActor),
    ]);
    expect(tries.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(directory.get(second.id)?.grants).toEqual([administrator]);
  });

  it('[PEO-5] a change and a disabling at the same time lose neither', async () => {
    const { accounts, directory } = rig.people;
    const { id } = await rig.add('someone', supervisor);
    await Promise.all([
      accounts.setDisabled(id, true, rigActor),
      accounts.change(id, { name: '新名字' }, rigActor),
      accounts.change(id, { grants: [] }, rigActor),
    ]);
    expect(directory.get(id)).toMatchObject({ name: '新名字', grants: [], disabledAtMs: rig.clock.now });
    expect((await rig.again()).directory.get(id)).toEqual(directory.get(id));
  });
});

describe('tries', () => {
  it('[PEO-15] five wrong passwords lock a login, for longer each time, over a restart', async () => {
    const { oneTimePassword } = rig.people.firstAdministrator!;
    const wrong = (login: string, people = rig.people) => people.passwords.check(login, 'not the password');
    for (const login of ['admin', 'nobody']) {
      for (let n = 0; n < 5; n += 1)
        await expect(wrong(login)).rejects.toMatchObject({ reason: 'wrong-password' });
      await expect(wrong(login)).rejects.toMatchObject({ code: 'too-many-tries' });
    }
    const again = await rig.again();
    await expect(again.passwords.check('admin', oneTimePassword)).rejects.toMatchObject({
      code: 'too-many-tries',
    });
    rig.clock.now += minute + 1;
    await expect(wrong('admin', again)).rejects.toMatchObject({ reason: 'wrong-password' });
    rig.clock.now += minute + 1;
    await expect(wrong('admin', again)).rejects.toMatchObject({ code: 'too-many-tries' });
    rig.clock.now += minute + 1;
    expect((await again.passwords.check('admin', oneTimePassword)).login).toBe('admin');
    // A right one clears the count.
    await expect(wrong('admin', again)).rejects.toMatchObject({ reason: 'wrong-password' });
    await expect(wrong('admin', again)).rejects.toMatchObject({ reason: 'wrong-password' });
  });

  it('[PEO-15] many tries at once are counted before any is answered', async () => {
    const tries = Array.from({ length: 12 }, () => rig.people.passwords.check('nobody', 'guess'));
    const answers = await Promise.allSettled(tries);
    const locked = answers.filter(
      (answer) => answer.status === 'rejected' && answer.reason.code === 'too-many-tries',
    );
    expect(locked).toHaveLength(7);
  });

  it('[PEO-15] the lock grows to an hour and no further', () => {
    expect([4, 5, 6, 7, 11, 50].map(lockAfter)).toEqual([
      0,
      minute,
      2 * minute,
      4 * minute,
      60 * minute,
      60 * minute,
    ]);
  });
});

describe('sessions', () => {
  it('[PEO-12] end after half an hour without a request, and after twelve hours whatever happens', async () => {
    const { sessions } = rig.people;
    const { token, session } = await sessions.open('p1', from);
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    expect(JSON.stringify(await rig.db.query('SELECT * FROM session'))).not.toContain(token);
    for (let n = 0; n < 24; n += 1) {
      rig.clock.now += 29 * minute;
      expect(sessions.find(token)?.id).toBe(session.id);
      await sessions.touch(session);
    }
    const idle = await sessions.open('p1', from);
    rig.clock.now += 25 * minute;
    expect(sessions.find(token)).toBeUndefined();
    expect(sessions.find(idle.token)).toBeDefined();
    rig.clock.now += 6 * minute;
    expect(sessions.find(idle.token)).toBeUndefined();
  });

  it('[PEO-12] live on over a restart; ended ones do not', async () => {
    const { sessions } = rig.people;
    const [kept, ended] = [await sessions.open('p1', from), await sessions.open('p1', from)];
    await sessions.end(({ id }) => id === ended.session.id);
    const again = (await rig.again()).sessions;
    expect(again.find(kept.token)?.person).toBe('p1');
    expect(again.find(ended.token)).toBeUndefined();
    // A clock that was set back tells nobody how old a session is.
    rig.clock.now -= 10 * minute;
    expect(again.find(kept.token)).toBeUndefined();
  });

  it('[PEO-14] a proof is fresh for five minutes; a token has none', () => {
    const person = { kind: 'person', id: 'p1', name: '某人', grants: [], provedAtMs: 1_000_000 } as const;
    expect(() => requireProof(person, 1_000_000 + 5 * minute)).not.toThrow();
    for (const [actor, nowMs] of [
      [person, 1_000_001 + 5 * minute],
      [person, 900_000],
      [{ ...person, provedAtMs: undefined as never }, 1_000_000],
    ] as const)
      expect(() => requireProof(actor, nowMs)).toThrow(expect.objectContaining({ code: 'prove-again' }));
    expect(() => requireProof({ ...person, kind: 'token' }, 1_000_000)).toThrow(
      expect.objectContaining({ code: 'forbidden' }),
    );
  });
});

describe('demonstration', () => {
  it('[PEO-17] has every role, at places that fit, and makes no other administrator', async () => {
    const demo = await openTestPeople({ demo: true });
    const { demoAccounts, directory, firstAdministrator } = demo.people;
    expect(firstAdministrator).toBeUndefined();
    expect(new Set(demoAccounts.map(({ role }) => role)).size).toBe(10);
    expect(directory.all()).toHaveLength(demoAccounts.length);
    expect(rig.people.demoAccounts).toEqual([]);
    expect((await demo.again()).directory.all()).toHaveLength(demoAccounts.length);
    await demo.close();
  });
});
