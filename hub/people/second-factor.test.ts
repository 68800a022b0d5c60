import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Person } from './person.ts';
import { openTestPeople, rigActor, type TestPeople } from './testing/open-test-people.ts';
import { softKey } from './testing/soft-key.ts';

const site = { rpId: 'hub.example', origin: 'https://hub.example' };
const refused = { reason: 'key-refused' };
let rig: TestPeople;
let person: Person;
beforeEach(async () => {
  rig = await openTestPeople();
  person = await rig.add('someone');
});
afterEach(() => rig.close());

async function register(key = softKey(site)) {
  const { secondFactor } = rig.people;
  const { challenge, options } = await secondFactor.beginRegistration(person, site);
  await secondFactor.register(person, site, { challenge, name: '我的钥匙', response: key.register(options) });
  return key;
}

describe('second factor', () => {
  it('[PEO-18] a registered key answers a question, and the same answer does not do twice', async () => {
    const { secondFactor } = rig.people;
    expect(await secondFactor.beginSignIn(person, site)).toBeUndefined();
    const key = await register();
    expect(await secondFactor.keys(person.id)).toMatchObject([
      { id: key.id, name: '我的钥匙', usedAtMs: null },
    ]);
    const { challenge, options } = (await secondFactor.beginSignIn(person, site))!;
    const response = key.answer(options);
    expect(await secondFactor.finishSignIn(site, { challenge, response })).toBe(person.id);
    await expect(secondFactor.finishSignIn(site, { challenge, response })).rejects.toMatchObject(refused);
    const next = (await secondFactor.beginSignIn(person, site))!;
    await expect(
      secondFactor.finishSignIn(site, { challenge: next.challenge, response }),
    ).rejects.toMatchObject(refused);
  });

  it('[PEO-18] another key, another site, another question, too late: refused', async () => {
    const { secondFactor } = rig.people;
    const key = await register();
    const ask = async () => (await secondFactor.beginSignIn(person, site))!;
    const other = softKey(site);
    const first = await ask();
    await expect(
      secondFactor.finishSignIn(site, { challenge: first.challenge, response: other.answer(first.options) }),
    ).rejects.toMatchObject(refused);
    const second = await ask();
    const forged = { ...other.answer(second.options), id: key.id, rawId: key.id };
    await expect(
      secondFactor.finishSignIn(site, { challenge: second.challenge, response: forged }),
    ).rejects.toMatchObject(refused);
    const third = await ask();
    const elsewhere = { rpId: 'evil.example', origin: 'https://evil.example' };
    await expect(
      secondFactor.finishSignIn(elsewhere, {
        challenge: third.challenge,
        response: key.answer(third.options),
      }),
    ).rejects.toMatchObject(refused);
    const late = await ask();
    rig.clock.now += 5 * 60_000 + 1;
    await expect(
      secondFactor.finishSignIn(site, { challenge: late.challenge, response: key.answer(late.options) }),
    ).rejects.toMatchObject(refused);
    for (const response of [null, {}, { id: key.id }, 'text']) {
      const { challenge } = await ask();
      await expect(secondFactor.finishSignIn(site, { challenge, response })).rejects.toMatchObject(refused);
    }
  });

  it('[PEO-18] keys are their owner’s, and go with a reset', async () => {
    const { secondFactor, accounts } = rig.people;
    const key = await register();
    const somebody = await rig.add('somebody');
    await expect(secondFactor.remove(somebody, key.id)).rejects.toMatchObject({ reason: 'unknown-key' });
    const question = await secondFactor.beginRegistration(somebody, site);
    const answer = {
      challenge: question.challenge,
      name: 'x',
      response: softKey(site).register(question.options),
    };
    await expect(secondFactor.register(person, site, answer)).rejects.toMatchObject(refused);
    await accounts.reset(person.id, rigActor);
    expect(await secondFactor.beginSignIn(person, site)).toBeUndefined();
  });
});
