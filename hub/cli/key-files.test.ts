import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { offlineHere, passphraseOf, runCli } from '../../tests/hub/rotation-rig.ts';
import { entriesOf, newSigners, startMs } from '../../tests/lists/lists-rig.ts';
import { chunkFiles, linesOf } from '../catalog/entry-lines.ts';
import { roleSignable } from '../catalog/metadata.ts';
import { firstRoot, firstTargets } from '../catalog/rotation.ts';

let folder: string;
const at = (name: string) => join(folder, name);
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8');

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'key-files-'));
  await offlineHere(['keys', 'new', 'certifier-9'], { folder }, passphraseOf('certifier-9'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const publicKey = async () =>
  (JSON.parse(await readFile(at('certifier-9.pub.json'), 'utf8')) as { publicKey: string }).publicKey;
const options = () => ({ key: at('certifier-9.pem') });

describe('keys without a hub', () => {
  it('[KEY-8] a new key is sealed, for its owner only, and never written over', async () => {
    expect(await readFile(at('certifier-9.pem'), 'utf8')).toMatch(/^-----BEGIN ENCRYPTED PRIVATE KEY-----/);
    expect((await stat(at('certifier-9.pem'))).mode & 0o077).toBe(0);
    const before = await readFile(at('certifier-9.pem'), 'utf8');
    await expect(
      offlineHere(['keys', 'new', 'certifier-9'], { folder }, passphraseOf('certifier-9')),
    ).rejects.toThrow(/exists already/);
    expect(await readFile(at('certifier-9.pem'), 'utf8')).toBe(before);
    expect(await offlineHere(['keys', 'inspect', at('certifier-9.pub.json')], {})).toContain(
      await publicKey(),
    );
  });

  it('[KEY-8] a release is said in words, its lines hashed again, signed, and verified', async () => {
    const chunks = chunkFiles(linesOf(entriesOf(5)));
    await writeFile(at('release.bin'), roleSignable('catalog', 3, chunks, startMs));
    const contents = {
      version: 3,
      chunks: [...chunks.values()].map(text),
      before: [...chunkFiles(linesOf(entriesOf(4))).values()].map(text),
    };
    await writeFile(at('contents.json'), JSON.stringify(contents));
    const words = await offlineHere(['keys', 'inspect', at('release.bin')], {
      contents: at('contents.json'),
    });
    expect(words).toContain('5 entries; 1 added, 0 changed, 0 removed');
    expect(words).toContain('新增 敖汉小米 4（NM000004）');
    contents.chunks.reverse();
    await writeFile(at('other.json'), JSON.stringify(contents));
    await expect(
      offlineHere(
        ['sign', at('release.bin')],
        { ...options(), contents: at('other.json') },
        passphraseOf('certifier-9'),
      ),
    ).rejects.toMatchObject({ code: 'other-contents' });

    await offlineHere(['sign', at('release.bin')], options(), passphraseOf('certifier-9'));
    const verify = (key: string) =>
      offlineHere(['keys', 'verify', at('release.bin'), at('release.bin.sig')], { public: key });
    expect(await verify(await publicKey())).toContain('by this key over these bytes');
    await expect(verify('0'.repeat(64))).rejects.toThrow(/not signed by this key/);
  });

  it('[KEY-8] what is no catalog is not signed, whatever it is called, and before the passphrase is asked', async () => {
    const signers = newSigners();
    const others: [string, string | Uint8Array][] = [
      ['root.bin', firstRoot(signers, startMs)],
      ['targets.bin', firstTargets(signers, startMs)],
      ['inner.bin', JSON.stringify(JSON.parse(text(firstTargets(signers, startMs))).signed)],
      ['page.bin', '<html>'],
    ];
    for (const [name, bytes] of others) {
      await writeFile(at(name), bytes);
      await expect(offlineHere(['sign', at(name)], options(), 'falsch')).rejects.toMatchObject({
        code: 'not-a-catalog',
      });
    }
    await expect(offlineHere(['sign', at('nowhere.bin')], options())).rejects.toThrow(/cannot be read/);
  });

  it('[KEY-8] a passphrase is no argument', async () => {
    const said = await runCli([
      'sign',
      at('x'),
      '--key',
      at('certifier-9.pem'),
      '--passphrase',
      'geheim geheim',
    ]);
    expect(said.code).toBe(2);
    expect(said.text).toContain('--passphrase');
  });
});
