import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { newSigners } from '../../tests/lists/lists-rig.ts';
import { admin, certifiers, openReleasesRig, person } from '../../tests/releases/releases-rig.ts';
import { localSigner, memorySigner } from '../catalog/keys.ts';
import { machineActor } from '../people/machine-actor.ts';
import { sealKey } from './sealed-key.ts';

const reason = (expected: string) => expect.objectContaining({ reason: expected });
const passphrase = '三位 认定员 各有一把 钥匙';
const first = certifiers[0]!;

/** A hub whose first certifier key is real and known to the test. */
async function openSealed() {
  const { privateKey } = generateKeyPairSync('ed25519');
  const signers = newSigners();
  signers.certifiers[0] = localSigner(privateKey);
  const rig = await openReleasesRig({ signers, demo: false });
  const pem = sealKey(privateKey, passphrase, randomBytes(16), randomBytes(16));
  const { publicKey, keyId } = signers.certifiers[0];
  return { ...rig, signers, pem, publicKey, keyId };
}

describe('signing keys', () => {
  it('[KEY-2] a trusted key gets one person, a person one key for each list', async () => {
    const { signing, signers, publicKey } = await openSealed();
    const register = (key: string, who: string, role: 'catalog' | 'withdrawals' = 'catalog') =>
      signing.register(admin, { publicKey: key, role, person: who });
    await expect(register(memorySigner().publicKey, first.id)).rejects.toThrow(reason('key-not-trusted'));
    await expect(register(signers.supervisors[0]!.publicKey, first.id)).rejects.toThrow(
      reason('key-not-trusted'),
    );
    await expect(register(publicKey, 'nobody')).rejects.toThrow(reason('unknown-person'));
    expect(await register(publicKey, first.id)).toMatchObject({ kept: 'elsewhere', trusted: true });
    await expect(register(publicKey, 'certifier2')).rejects.toThrow(reason('key-taken'));
    await expect(register(signers.certifiers[1]!.publicKey, first.id)).rejects.toThrow(reason('has-key'));
    const both = await Promise.allSettled(
      ['x', 'y'].map((who) => register(signers.certifiers[1]!.publicKey, who)),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await signing.unbound()).length).toBe(4);
  });

  it('[KEY-1, KEY-3] the person’s passphrase opens the sealed key; wrong ones are counted and written down', async () => {
    const { signing, state, pem, publicKey, keyId } = await openSealed();
    await expect(signing.signerFor(first, 'catalog')).rejects.toThrow(reason('key-missing'));
    await signing.register(admin, { publicKey, role: 'catalog', person: first.id });
    await expect(signing.signerFor(first, 'catalog', passphrase)).rejects.toThrow(reason('key-elsewhere'));
    await expect(signing.deposit(certifiers[1]!, keyId, pem, passphrase)).rejects.toThrow(
      reason('unknown-key'),
    );
    const other = sealKey(
      generateKeyPairSync('ed25519').privateKey,
      passphrase,
      randomBytes(16),
      randomBytes(16),
    );
    await expect(signing.deposit(first, keyId, other, passphrase)).rejects.toThrow(reason('other-key'));
    await signing.deposit(first, keyId, pem, passphrase);
    expect(JSON.stringify(await signing.keys())).not.toContain('PRIVATE');
    expect((await signing.signerFor(first, 'catalog', passphrase)).keyId).toBe(keyId);
    await expect(signing.signerFor(first, 'catalog')).rejects.toThrow(reason('passphrase-needed'));
    for (let tries = 0; tries < 5; tries += 1)
      await expect(signing.signerFor(first, 'catalog', 'falsch falsch')).rejects.toThrow(
        reason('wrong-passphrase'),
      );
    await expect(signing.signerFor(first, 'catalog', passphrase)).rejects.toThrow(reason('too-many-tries'));
    state.nowMs += 16 * 60_000;
    expect((await signing.signerFor(first, 'catalog', passphrase)).keyId).toBe(keyId);
    expect(
      state.audit.filter(({ action, outcome }) => action === 'key.use' && outcome === 'refused'),
    ).toHaveLength(5);
    expect(JSON.stringify(state.audit)).not.toContain('falsch');
  });

  it('[KEY-3] no machine, token or other office signs; in a demo the machine withdraws', async () => {
    const strict = await openSealed();
    const token = { ...first, kind: 'token' as const };
    for (const actor of [machineActor, token, admin, person('s', 'supervisor')])
      await expect(strict.signing.signerFor(actor, 'catalog', passphrase)).rejects.toThrow(
        reason('not-signer'),
      );
    await expect(strict.signing.signerFor(machineActor, 'withdrawals')).rejects.toThrow(reason('not-signer'));
    const demo = await openReleasesRig();
    await expect(demo.signing.signerFor(machineActor, 'catalog')).rejects.toThrow(reason('not-signer'));
    const ids = demo.signers.supervisors.map(({ keyId }) => keyId);
    expect(ids).toContain((await demo.signing.signerFor(machineActor, 'withdrawals')).keyId);
    for (const id of ['s1', 's2', 's3', 's4'])
      expect(ids).toContain((await demo.signing.signerFor(person(id, 'supervisor'), 'withdrawals')).keyId);
    const four = ['c1', 'c2', 'c3', 'c4'].map((id) => person(id, 'region-certifier'));
    const signed = await Promise.allSettled(four.map((one) => demo.signing.signerFor(one, 'catalog')));
    expect(signed.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
  });

  it('[KEY-4] a signature made offline over the downloaded bytes is taken, any other is not', async () => {
    const { signing, releases, signers, publicKey } = await openSealed();
    for (const [index, key] of signers.certifiers.entries())
      await signing.register(admin, {
        publicKey: key.publicKey,
        role: 'catalog',
        person: certifiers[index]!.id,
      });
    await expect(signing.register(admin, { publicKey, role: 'catalog', person: first.id })).rejects.toThrow();
    const id = await releases.create(admin, '首发');
    const { digest } = await releases.submit(admin, id, { renewal: true });
    const { bytes } = await releases.signable(id);
    const by = (index: number) => Buffer.from(signers.certifiers[index]!.sign(bytes)).toString('hex');
    await expect(releases.sign(first, id, digest, { signature: by(1) })).rejects.toThrow(
      reason('signature-wrong'),
    );
    await releases.sign(first, id, digest, { signature: by(0) });
    await releases.sign(certifiers[1]!, id, digest, { signature: by(1) });
    expect(await releases.publish(admin, id, digest)).toBe(2);
  });

  it('[KEY-5] a retired key signs nothing more', async () => {
    const { signing, pem, publicKey, keyId } = await openSealed();
    await signing.register(admin, { publicKey, role: 'catalog', person: first.id });
    await signing.deposit(first, keyId, pem, passphrase);
    await signing.retire(admin, keyId, '电脑遗失');
    await expect(signing.signerFor(first, 'catalog', passphrase)).rejects.toThrow(reason('key-missing'));
    await expect(signing.retire(admin, keyId, '再次')).rejects.toThrow(reason('key-retired'));
    await expect(signing.register(admin, { publicKey, role: 'catalog', person: first.id })).rejects.toThrow(
      reason('key-taken'),
    );
    const [key] = await signing.keys();
    expect(key).toMatchObject({ retiredWhy: '电脑遗失', kept: 'elsewhere' });
  });
});
