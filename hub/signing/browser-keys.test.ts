import { beforeEach, describe, expect, it } from 'vitest';
import { admin, certifiers, openReleasesRig } from '../../tests/releases/releases-rig.ts';
import { memorySigner } from '../catalog/keys.ts';
import type { Signer } from '../catalog/signer.ts';
import { machineActor } from '../people/machine-actor.ts';
import { type BrowserKeys, createBrowserKeys } from './browser-keys.ts';
import { possessionText } from './possession.ts';

const reason = (expected: string) => expect.objectContaining({ reason: expected });
const [first, second] = [certifiers[0]!, certifiers[1]!];
let rig: Awaited<ReturnType<typeof openReleasesRig>>;
let keys: BrowserKeys;

beforeEach(async () => {
  rig = await openReleasesRig({ demo: false });
  const audit = { write: async () => {}, note: async () => {} };
  keys = createBrowserKeys({
    db: rig.db,
    audit,
    trusted: () => rig.repository.trustedKeys('catalog'),
    nowMs: () => rig.state.nowMs,
  });
});

const proposal = ({ publicKey, sign }: Signer, who: string) => ({
  publicKey,
  label: '办公室电脑',
  possession: Buffer.from(sign(new TextEncoder().encode(possessionText(publicKey, who)))).toString('hex'),
});
const named = (...signers: Signer[]) => ({
  catalog: { keys: signers.map(({ keyId, publicKey }) => ({ keyId, publicKey })), threshold: 2 },
});

describe('keys made in browsers', () => {
  it('[KEY-13] are proposed by certifiers who hold them, once', async () => {
    const mine = memorySigner();
    await expect(keys.propose(admin, proposal(mine, admin.id))).rejects.toThrow(reason('not-signer'));
    await expect(keys.propose(machineActor, proposal(mine, 'machine'))).rejects.toThrow(reason('not-signer'));
    // Somebody else's proof, and a proof by another key.
    await expect(keys.propose(first, proposal(mine, second.id))).rejects.toThrow(reason('no-possession'));
    const other = { ...proposal(memorySigner(), first.id), publicKey: mine.publicKey };
    await expect(keys.propose(first, other)).rejects.toThrow(reason('no-possession'));
    expect(await keys.propose(first, proposal(mine, first.id))).toMatchObject({ state: 'waiting' });
    await expect(keys.propose(first, proposal(mine, first.id))).rejects.toThrow(reason('key-taken'));
    await expect(keys.propose(second, proposal(mine, second.id))).rejects.toThrow(reason('key-taken'));
    const newer = memorySigner();
    await keys.propose(first, proposal(newer, first.id));
    expect((await keys.of(first.id)).map(({ state }) => state).sort()).toEqual(['ended', 'waiting']);
  });

  it('[KEY-13] are confirmed by another person, and sign when a rotation names them, in the place of the key before', async () => {
    const mine = memorySigner();
    const { publicKey } = rig.signers.certifiers[0]!;
    await rig.signing.register(admin, { publicKey, role: 'catalog', person: first.id });
    await keys.propose(first, proposal(mine, first.id));
    await expect(keys.confirm(first, mine.keyId)).rejects.toThrow(reason('other-person-confirms'));
    await expect(keys.confirm(machineActor, mine.keyId)).rejects.toThrow(reason('other-person-confirms'));
    await expect(keys.confirm(admin, '0'.repeat(64))).rejects.toThrow(reason('unknown-key'));
    // Named, but not confirmed: nothing.
    await rig.db.transaction((tx) => keys.bind(tx, admin, named(mine)));
    expect((await keys.of(first.id))[0]?.state).toBe('waiting');
    await keys.confirm(admin, mine.keyId);
    await expect(keys.confirm(admin, mine.keyId)).rejects.toThrow(reason('unknown-key'));
    expect((await keys.confirmed()).map(({ keyId }) => keyId)).toEqual([mine.keyId]);
    await rig.db.transaction((tx) => keys.bind(tx, admin, named(memorySigner())));
    expect((await keys.of(first.id))[0]?.state).toBe('confirmed');
    await rig.db.transaction((tx) => keys.bind(tx, admin, named(mine)));
    expect((await keys.of(first.id))[0]?.state).toBe('bound');
    const all = await rig.signing.keys();
    expect(all.map(({ kept, retiredAtMs }) => [kept, retiredAtMs === null])).toEqual([
      ['browser', true],
      ['elsewhere', false],
    ]);
    await expect(keys.end(admin, mine.keyId, '晚了')).rejects.toThrow(reason('unknown-key'));
  });

  it('[KEY-13] are turned down, and confirmed after a rotation that named them they sign at once', async () => {
    const [lost, mine] = [memorySigner(), memorySigner()];
    await keys.propose(second, proposal(lost, second.id));
    await keys.end(admin, lost.keyId, '指纹不符');
    expect((await keys.of(second.id))[0]).toMatchObject({ state: 'ended', endedWhy: '指纹不符' });
    await expect(keys.confirm(admin, lost.keyId)).rejects.toThrow(reason('unknown-key'));
    await keys.propose(second, proposal(mine, second.id));
    await rig.repository.rotateRoot({
      signers: rig.signers.root,
      certifiers: [...rig.signers.certifiers.slice(0, 2), mine],
    });
    await keys.confirm(admin, mine.keyId);
    expect((await keys.of(second.id)).map(({ state }) => state).sort()).toEqual(['bound', 'ended']);
  });
});
