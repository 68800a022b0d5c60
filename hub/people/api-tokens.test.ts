import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tokenActions } from './api-tokens.ts';
import { can } from './can.ts';
import { administrator, openTestPeople, rigActor, type TestPeople } from './testing/open-test-people.ts';

let rig: TestPeople;
beforeEach(async () => {
  rig = await openTestPeople();
});
afterEach(() => rig.close());

const day = 86_400_000;
const chifeng = { role: 'supervisor', place: { kind: 'league', code: '150400' } } as const;
const asked = () => ({
  name: '数据交换',
  scopes: ['counter.read', 'statistics.read'] as const,
  grants: [chifeng],
  expiresAtMs: rig.clock.now + 30 * day,
});

describe('API tokens', () => {
  it('[PEO-20] act within scopes and grants, until their day or their revocation', async () => {
    const { tokens } = rig.people;
    const { token, text } = await tokens.create(asked(), rigActor);
    expect(JSON.stringify(await rig.db.query('SELECT * FROM api_token'))).not.toContain(text);
    const actor = (await tokens.use(text))!;
    expect(can(actor, 'counter.read', { league: '150400' })).toBe(true);
    expect(can(actor, 'counter.read', { league: '150100' })).toBe(false);
    expect(can(actor, 'sanction.withdraw', { league: '150400' })).toBe(false);
    expect((await rig.again()).tokens.isKnown(text)).toBe(true);
    expect(tokens.isKnown(`${text.slice(0, -1)}${text.endsWith('A') ? 'B' : 'A'}`)).toBe(false);
    const other = await tokens.create(asked(), rigActor);
    await tokens.revoke(token.id, rigActor);
    expect(await tokens.use(text)).toBeUndefined();
    expect(await (await rig.again()).tokens.use(text)).toBeUndefined();
    rig.clock.now += 30 * day;
    expect(await tokens.use(other.text)).toBeUndefined();
  });

  it('[PEO-21] hold nothing that only people do, and nothing their roles may not', async () => {
    const { tokens } = rig.people;
    const create = (change: object) => tokens.create({ ...asked(), ...change }, rigActor);
    for (const scope of [
      'people.manage',
      'token.manage',
      'key.manage',
      'release.sign',
      'release.publish',
      'application.review-banner',
      'application.review-league',
      'application.certify-region',
      'application.record-national',
      'exposure.approve',
    ] as const) {
      expect(tokenActions).not.toContain(scope);
      await expect(create({ scopes: [scope], grants: [administrator] })).rejects.toMatchObject({
        reason: 'scope-for-people',
      });
    }
    await expect(create({ scopes: ['counter.enrol'] })).rejects.toMatchObject({
      reason: 'scope-without-role',
    });
    for (const days of [-1, 400])
      await expect(create({ expiresAtMs: rig.clock.now + days * day })).rejects.toMatchObject({
        reason: 'bad-expiry',
      });
    await expect(
      create({ grants: [{ role: 'administrator', place: { kind: 'banner', code: '150430' } }] }),
    ).rejects.toMatchObject({ reason: 'place-does-not-fit' });
  });
});
