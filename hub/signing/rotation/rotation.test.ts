// Drafts that nobody should sign, and signed rotations that the hub does not publish.
import { beforeEach, describe, expect, it } from 'vitest';
import {
  entriesOf,
  type Hub,
  newSigners,
  openHub,
  startMs,
  type Time,
} from '../../../tests/lists/lists-rig.ts';
import { memorySigner } from '../../catalog/keys.ts';
import type { Signer } from '../../catalog/signer.ts';
import { checkDraft, countSignatures, joinRotation, partsFor } from './rotation-check.ts';
import { draftRotation, type RotationWish } from './rotation-draft.ts';
import type { RotationFile, SignatureFile, TrustFile } from './rotation-file.ts';

const dayMs = 86_400_000;
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8');
const wish = (change: Partial<RotationWish> = {}): RotationWish => ({
  add: [],
  remove: [],
  online: false,
  note: '例行',
  ...change,
});
const added = (office: 'root' | 'catalog' | 'withdrawals', signer: Signer, name = 'new') => ({
  office,
  name,
  key: { keyId: signer.keyId, publicKey: signer.publicKey },
});

let time: Time;
let hub: Hub;
beforeEach(async () => {
  time = { wallMs: startMs, monotonicMs: 0 };
  hub = await openHub(time, newSigners());
  await hub.publish(entriesOf(5));
});

async function trust(): Promise<TrustFile> {
  const signed = await hub.repository.signedByPeople();
  const refs = await hub.repository.nextOnlineKeys();
  const ref = ({ keyId, publicKey }: Signer) => ({ keyId, publicKey });
  return {
    v: 1,
    kind: 'trust',
    root: text(signed.root),
    targets: text(signed.targets),
    catalog: text(signed.catalog),
    withdrawals: text(signed.withdrawals),
    nextOnline: {
      snapshot: ref(refs.snapshot),
      timestamp: ref(refs.timestamp),
      channels: ref(refs.channels),
    },
    waiting: [],
  };
}

const draft = async (change: Partial<RotationWish>, nowMs = time.wallMs) =>
  draftRotation(await trust(), wish(change), nowMs);

const signed = (file: RotationFile, signers: readonly Signer[]): SignatureFile[] => {
  const checked = checkDraft(file);
  return signers.map(({ keyId, sign }) => ({
    v: 1,
    kind: 'rotation-signatures',
    digest: checked.digest,
    signatures: partsFor(file, checked, keyId).map(({ part, bytes }) => ({
      part,
      keyId,
      signature: Buffer.from(sign(bytes)).toString('hex'),
    })),
  }));
};
const publish = (file: RotationFile, signers: readonly Signer[]) =>
  hub.repository.publishRotation(joinRotation(file, signed(file, signers)));

describe('a draft', () => {
  it('[KEY-9] refuses thresholds below two or above the keys, and one key for two offices', async () => {
    const { root, certifiers, supervisors, online } = hub.signers;
    for (const rootThreshold of [1, 4])
      await expect(draft({ rootThreshold })).rejects.toThrow(/root asks for/);
    for (const catalogThreshold of [1, 4])
      await expect(draft({ catalogThreshold })).rejects.toThrow(/catalog asks for/);
    const twice: [Parameters<typeof added>[0], Signer][] = [
      ['root', certifiers[0]!],
      ['catalog', supervisors[0]!],
      ['withdrawals', root[0]!],
      ['root', online.timestamp],
    ];
    for (const [office, signer] of twice)
      await expect(draft({ add: [added(office, signer)] })).rejects.toThrow(/stands for/);
    await expect(draft({ add: [added('root', root[0]!)] })).rejects.toThrow(/already/);
    const twin = { ...memorySigner(), keyId: 'f'.repeat(64) };
    await expect(draft({ add: [added('root', twin)] })).rejects.toMatchObject({ code: 'bad-key' });
    for (const keyId of ['', 'abc', 'f'.repeat(8)])
      await expect(draft({ remove: [{ office: 'root', keyId }] })).rejects.toThrow(/No single root key/);
    const gone = root.slice(0, 2).map(({ keyId }) => ({ office: 'root' as const, keyId }));
    await expect(draft({ remove: gone })).rejects.toThrow(/root asks for 2 of 1/);
  });

  it('[KEY-9] is refused by whoever is to sign it when anything in it does not follow from what is in force', async () => {
    const good = await draft({ online: true });
    const signable = (part: 'root' | 'targets', change: (json: never) => void) => {
      const json = JSON.parse(good.parts[part].signable) as never;
      change(json);
      // Sorted as the library does it, so that only the content is wrong.
      return JSON.stringify(sorted(json));
    };
    const wrong: [string, Partial<RotationFile['parts']>][] = [
      [
        'a later version',
        {
          root: { version: 3, signable: signable('root', (json: { version: number }) => (json.version = 3)) },
        },
      ],
      [
        'one supervisor is not enough',
        {
          targets: {
            version: 2,
            signable: signable(
              'targets',
              (json: { delegations: { roles: { threshold: number }[] } }) =>
                (json.delegations.roles[1]!.threshold = 2),
            ),
          },
        },
      ],
      [
        'files of its own',
        {
          targets: {
            version: 2,
            signable: signable(
              'targets',
              (json: { targets: object }) =>
                (json.targets = { x: { length: 1, hashes: { sha256: '0'.repeat(64) } } }),
            ),
          },
        },
      ],
      ['a catalog nobody asked for', { catalog: { version: 3, signable: good.parts.targets.signable } }],
      ['not the bytes the library signs', { root: { version: 2, signable: ` ${good.parts.root.signable}` } }],
      ['no JSON', { root: { version: 2, signable: '{{' } }],
      ['JSON null', { targets: { version: 2, signable: 'null' } }],
      ['targets in the place of the root', { root: { version: 2, signable: good.parts.targets.signable } }],
    ];
    for (const [what, parts] of wrong)
      expect(() => checkDraft({ ...good, parts: { ...good.parts, ...parts } }), what).toThrow(
        expect.objectContaining({ name: expect.stringMatching(/^(Domain|Catalog)Error$/) }),
      );
    const invented = { ...good.before, withdrawals: good.before.catalog };
    expect(() => checkDraft({ ...good, before: invented })).toThrow(/Not published|signed/);
    expect(checkDraft(good).needs.map(({ part, by, threshold }) => `${part} ${by} ${threshold}`)).toEqual([
      'root old 2',
      'root new 2',
      'targets new 2',
    ]);
  });

  it('[KEY-10] counts nobody twice, no stranger, and no signature over other bytes', async () => {
    const file = await draft({});
    const checked = checkDraft(file);
    const [first, second] = hub.signers.root as [Signer, Signer];
    const one = signed(file, [first])[0]!;
    expect(countSignatures(file, checked, [one, one, one]).missing.map(({ signed: count }) => count)).toEqual(
      [1, 1, 1],
    );
    const crossed = {
      ...one,
      signatures: one.signatures.map((signature) => ({ ...signature, keyId: second.keyId })),
    };
    expect(countSignatures(file, checked, [one, crossed]).wrong.length).toBe(2);
    const thief = memorySigner();
    const strange = { ...one, signatures: one.signatures.map((s) => ({ ...s, keyId: thief.keyId })) };
    expect(() => joinRotation(file, [one, strange])).toThrow(
      expect.objectContaining({ reason: 'under-signed' }),
    );
    const other = await draft({ rootThreshold: 3 });
    expect(() => joinRotation(file, signed(other, [first, second]))).toThrow(/another draft/);
  });
});

describe('publishing', () => {
  it('[KEY-10] refuses a draft from a clock ahead, an old one, and online keys of another hub', async () => {
    const root = hub.signers.root;
    await expect(publish(await draft({}, time.wallMs + dayMs), root)).rejects.toThrow(/clock is ahead/);
    const file = await draft({});
    time.wallMs += 91 * dayMs;
    await expect(publish(file, root)).rejects.toThrow(/older than 90 days/);
    time.wallMs = startMs;
    const stranger = memorySigner();
    const foreign = {
      ...(await trust()),
      nextOnline: { snapshot: stranger, timestamp: memorySigner(), channels: memorySigner() },
    };
    const elsewhere = draftRotation(foreign, wish({ online: true }), time.wallMs);
    await expect(publish(elsewhere, root)).rejects.toMatchObject({ code: 'bad-key' });
    expect((await hub.repository.versions()).root).toBe(1);
    // And after all that the hub still signs with its own keys.
    await hub.repository.refreshTimestamp();
    expect((await publish(await draft({ online: true }), root.slice(0, 2))).rootVersion).toBe(2);
  });

  it('[KEY-10] withdrawals that moved on stay as they are, or stop the rotation until somebody who stays signed them', async () => {
    const { root, supervisors } = hub.signers;
    // The list in force is signed by supervisor 1, who goes.
    const fresh = memorySigner();
    const file = await draft({
      add: [added('withdrawals', fresh)],
      remove: [{ office: 'withdrawals', keyId: supervisors[0]!.keyId }],
    });
    expect(file.parts.withdrawals?.version).toBe(2);
    const signers = [...root.slice(0, 2), fresh];
    const again = { withdrawals: [{ entry: 'NM000003', reason: '抽检', at: startMs }] };
    await hub.repository.publishWithdrawals(again, { suppliers: [] }, supervisors[0]!);
    await expect(publish(file, signers)).rejects.toThrow(/Have it signed by a supervisor who stays/);
    await hub.repository.publishWithdrawals(again, { suppliers: [] }, supervisors[1]!);
    await publish(file, signers);
    const { versions, push } = hub.repository;
    expect(await versions()).toMatchObject({ root: 2, targets: 2, withdrawals: 3 });
    expect(JSON.stringify((await push()).files)).toContain('NM000003');
    await expect(
      hub.repository.publishWithdrawals(again, { suppliers: [] }, supervisors[0]!),
    ).rejects.toMatchObject({ code: 'under-signed' });
  });

  it('[KEY-10] a failure in the same transaction leaves root, keys and lists as they were', async () => {
    const before = await hub.repository.versions();
    const file = await draft({ online: true });
    const whole = joinRotation(file, signed(file, hub.signers.root));
    const fails = hub.repository.publishRotation(whole, async () => {
      throw new Error('disk full');
    });
    await expect(fails).rejects.toThrow('disk full');
    expect(await hub.repository.versions()).toEqual(before);
    await hub.repository.refreshTimestamp();
    await hub.repository.publishRotation(whole);
    expect((await hub.repository.versions()).root).toBe(2);
  });
});

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, one]) => [name, sorted(one)]),
  );
}
