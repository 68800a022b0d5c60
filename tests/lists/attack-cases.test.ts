// That all 28 cases are there; what is too old, and who signs.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { productsPath, suspensionsPath } from '@zhuangui/protocol/lists.ts';
import { describe, expect, it } from 'vitest';
import { memorySigner } from '../../hub/catalog/keys.ts';
import { buildRoot, buildTargets } from '../../hub/catalog/metadata.ts';
import { readCurrent } from '../../hub/catalog/records.ts';
import { attackCases } from './attack-cases.ts';
import { bytesOf, type Rig, refuses, sha, signedOver } from './attack-rig.ts';
import { forge, resign, text } from './forge.ts';
import { hourMs, openRig, startMs } from './lists-rig.ts';

const rootRoles = async (rig: Rig) => JSON.parse(text((await readCurrent(rig.hub.db)).root.bytes)).signed;

describe('the table', () => {
  it('[LIST-7] all 28 cases stand in the title of a test, each beside its rule', async () => {
    expect(attackCases.map(([number]) => number)).toEqual(Array.from({ length: 28 }, (_, at) => at + 1));
    const files = (await readdir(import.meta.dirname)).filter((name) => name.endsWith('.test.ts'));
    const titles = (
      await Promise.all(files.map((name) => readFile(join(import.meta.dirname, name), 'utf8')))
    ).flatMap(
      (source) => source.match(/'\[LIST-\d+[^\]]*\] case [^']*'|'\[SANC-\d+[^\]]*\] case [^']*'/g) ?? [],
    );
    const missing = attackCases.filter(
      ([number]) => !titles.some((title) => new RegExp(`case ${number}[:,]`).test(title)),
    );
    expect(missing).toEqual([]);
  });
});

describe('too old', () => {
  it.each(['targets', 'withdrawals', 'channels'] as const)(
    '[LIST-7] case 4: after the snapshot key was rotated, its holder cannot bring back older %s',
    async (role) => {
      const rig = await openRig();
      const { root, certifiers, supervisors, online } = rig.hub.signers;
      const old = await readCurrent(rig.hub.db);
      const fresh = [...certifiers.slice(1), memorySigner()];
      rig.pass(hourMs);
      await rig.hub.repository.rotateRoot({
        signers: root,
        certifiers: fresh,
        supervisors,
        online: { channels: online.channels },
      });
      await rig.apply(await rig.hub.repository.push());
      const next = { ...online, snapshot: memorySigner(), timestamp: memorySigner() };
      rig.pass(hourMs);
      await rig.hub.repository.rotateRoot({ signers: root, online: next });
      // This counter slept through the second rotation, and a thief of the newest online keys wakes it.
      await refuses(rig, await forge(rig.hub, { set: { [role]: old[role] }, online: next }), 'rollback');
      expect(await rig.apply(await rig.hub.repository.push())).toMatchObject({ applied: true });
    },
  );

  it.each(['withdrawals', 'channels', 'targets'] as const)(
    '[LIST-6] case 6: expired %s below a fresh timestamp are refused',
    async (role) => {
      const rig = await openRig();
      const { online, supervisors, root } = rig.hub.signers;
      const current = await readCurrent(rig.hub.db);
      const signers = { withdrawals: supervisors.slice(0, 1), channels: [online.channels], targets: root };
      const version = current[role].version + 1;
      const bytes = resign(
        current[role].bytes,
        (signed) => {
          signed.version = version;
          signed.expires = new Date(startMs - hourMs).toISOString().replace(/\.\d+Z/, 'Z');
        },
        signers[role],
      );
      await refuses(rig, await forge(rig.hub, { set: { [role]: { version, bytes } } }), 'expired');
    },
  );

  it('[LIST-6] case 5, case 6: a timestamp that lives a hundred years is fresh no longer than any other', async () => {
    const rig = await openRig();
    rig.pass(hourMs);
    const push = await forge(rig.hub, { signedAtMs: rig.time.wallMs });
    const bytes = resign(
      new TextEncoder().encode(push.timestamp),
      (signed) => {
        signed.expires = '2126-01-01T00:00:00Z';
      },
      [rig.hub.signers.online.timestamp],
    );
    expect(await rig.apply({ ...push, timestamp: text(bytes) })).toMatchObject({ applied: true });
    rig.pass(25 * hourMs);
    expect(rig.store.freshness()).toBe('amber');
    rig.pass(48 * hourMs);
    expect(rig.store.freshness()).toBe('red');
  });

  it('[LIST-7] case 25: older withdrawals, still signed and not expired, take no withdrawal back', async () => {
    const rig = await openRig();
    const before = await readCurrent(rig.hub.db);
    const old = await rig.hub.repository.push();
    rig.pass(hourMs);
    await rig.apply(await rig.hub.withdraw('NM000003'));
    await refuses(rig, await forge(rig.hub, { set: { withdrawals: before.withdrawals } }), 'rollback');
    const push = await rig.hub.repository.push();
    rig.pass(hourMs);
    await rig.hub.repository.refreshTimestamp();
    const fresh = await rig.hub.repository.push();
    await refuses(rig, { ...fresh, withdrawals: old.withdrawals }, 'wrong-hash');
    await refuses(
      rig,
      { ...fresh, files: { ...push.files, [productsPath]: old.files[productsPath]! } },
      'wrong-hash',
    );
    expect(rig.store.view()?.productWithdrawal('NM000003')).toBeDefined();
  });
});

describe('who signs', () => {
  it('[LIST-3] case 12: catalog and withdrawals exchanged in the delegations are refused', async () => {
    const rig = await openRig();
    const { targets } = await readCurrent(rig.hub.db);
    const version = targets.version + 1;
    const swaps: ((roles: { name: string; keyids: string[]; paths: string[] }[]) => void)[] = [
      ([catalog, withdrawals]) => {
        [catalog!.paths, withdrawals!.paths] = [withdrawals!.paths, catalog!.paths];
      },
      ([catalog, withdrawals]) => {
        [catalog!.name, withdrawals!.name] = [withdrawals!.name, catalog!.name];
      },
    ];
    for (const swap of swaps) {
      const bytes = resign(
        targets.bytes,
        (signed) => {
          signed.version = version;
          swap(signed.delegations.roles);
        },
        rig.hub.signers.root,
      );
      await refuses(rig, await forge(rig.hub, { set: { targets: { version, bytes } } }), 'bad-signature');
    }
  });

  it.each([
    ['skips one', 3, /root-gap/],
    ['repeats the one in force under new keys', 1, /bad-signature|rollback|mixed|wrong-hash|invalid/],
    ['is of version 2^31', 2_147_483_648, /root-gap|invalid|rollback/],
  ])('[LIST-7] case 14: a root that %s is refused', async (_what, version, code) => {
    const rig = await openRig();
    const { root, online } = rig.hub.signers;
    const keys = version === 1 ? [memorySigner(), memorySigner()] : root;
    const own = { ...online, snapshot: memorySigner(), timestamp: memorySigner() };
    const bytes = buildRoot(version, { root: keys, ...own }, keys, rig.time.wallMs);
    rig.net.wire.to = { ...rig.hub.fetcher, metadata: async () => undefined };
    const push = await forge(rig.hub, { online: own });
    await refuses(rig, { ...push, roots: [text(bytes)] }, code);
    expect(rig.store.versions().root).toBe(1);
  });

  it('[LIST-14] case 15: a root or targets that lets one person sign is refused, even signed by all', async () => {
    const rig = await openRig();
    const { root, certifiers, supervisors, online } = rig.hub.signers;
    const signed = await rootRoles(rig);
    const lowered = resign(
      bytesOf({ signed, signatures: [] }),
      (next) => {
        next.version = 2;
        next.roles.root.threshold = 1;
        next.roles.targets.threshold = 1;
      },
      root,
    );
    await refuses(rig, { ...(await forge(rig.hub, {})), roots: [text(lowered)] }, 'bad-signature');
    const trust = { catalog: certifiers, withdrawals: supervisors, channels: [online.channels] };
    const alone = resign(
      buildTargets(2, trust, root, rig.time.wallMs),
      (next) => {
        next.delegations.roles[0].threshold = 1;
      },
      root,
    );
    const set = { targets: { version: 2, bytes: alone } };
    await refuses(rig, await forge(rig.hub, { set }), 'bad-signature');
    // And signed by one of three under the honest threshold.
    const one = buildRoot(2, { root, ...online }, root.slice(0, 1), rig.time.wallMs);
    await refuses(rig, { ...(await forge(rig.hub, {})), roots: [text(one)] }, 'bad-signature');
  });

  it.each([
    ['an unknown scheme', (key: { scheme: string }) => (key.scheme = 'none')],
    ['an unknown type', (key: { keytype: string }) => (key.keytype = 'rsa')],
    ['an empty key', (key: { keyval: { public: string } }) => (key.keyval.public = '')],
  ])('[LIST-2] case 26: a certifier’s key of %s is refused', async (_what, change) => {
    const rig = await openRig();
    const { targets } = await readCurrent(rig.hub.db);
    const version = targets.version + 1;
    const bytes = resign(
      targets.bytes,
      (signed) => {
        signed.version = version;
        change(signed.delegations.keys[rig.hub.signers.certifiers[0]!.keyId]);
      },
      rig.hub.signers.root,
    );
    const push = await forge(rig.hub, { set: { targets: { version, bytes } } });
    await refuses(rig, push, /duplicate-key|bad-signature|invalid/);
  });

  it('[LIST-7] case 26: a list whose file is named by another hash than SHA-256 only is refused', async () => {
    const rig = await openRig();
    const { channels } = await readCurrent(rig.hub.db);
    for (const hashes of [{ md5: '0'.repeat(32) }, { sha1: '0'.repeat(40) }, { sha256: '' }, {}]) {
      const version = channels.version + 1;
      const bytes = resign(
        channels.bytes,
        (signed) => {
          signed.version = version;
          signed.targets[suspensionsPath].hashes = hashes;
        },
        [rig.hub.signers.online.channels],
      );
      const honest = await forge(rig.hub, {});
      const snapshot = JSON.parse(honest.snapshot).signed;
      snapshot.meta['channels.json'] = { version, length: bytes.length, hashes: { sha256: sha(bytes) } };
      const push = await signedOver(rig, snapshot, honest);
      await refuses(rig, { ...push, channels: text(bytes) }, /invalid|wrong-hash/);
    }
  });
});
