// A certifier's key from its making in a browser to a published catalog, in a real Chromium.
import { webcrypto } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseTargets } from '../../../hub/catalog/metadata.ts';
import type { BackupFile } from '../../../hub/signing/browser-backup.ts';
import { checkDraft, partsFor } from '../../../hub/signing/rotation/rotation-check.ts';
import { draftRotation } from '../../../hub/signing/rotation/rotation-draft.ts';
import type { TrustFile } from '../../../hub/signing/rotation/rotation-file.ts';
import { isSignedBy } from '../../../hub/signing/verify.ts';
import { sampleEntries } from '../../../simulators/samples/entries.ts';
import { offlineHere } from '../../hub/rotation-rig.ts';
import { type ConsolePage, type ConsoleWorld, openConsoleWorld } from './console-world.ts';

const entries = sampleEntries({ count: 8, referenceDate: '2026-11-23' });
const passphrase = '草原上的风 spring wind';
const waitMs = 60_000;

let world: ConsoleWorld;
let folder: string;
const pages: Record<string, ConsolePage> = {};
const backups: Record<string, string> = {};
const keyIds: Record<string, string> = {};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'browser-keys-'));
  world = await openConsoleWorld();
  await world.hub.publish(entries);
}, waitMs);
afterAll(async () => {
  await world?.close();
  await rm(folder, { recursive: true, force: true });
});

const pageOf = async (login: string): Promise<Page> => {
  pages[login] ??= await world.openAs(login, '/keys');
  return pages[login].page;
};

async function makeKey(login: string): Promise<void> {
  const page = await pageOf(login);
  await page.getByTestId('browser-key-make').click();
  await page.getByTestId('backup-passphrase').fill(passphrase);
  await page.getByTestId('backup-again').fill(passphrase);
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: '生成、备份并登记' }).click();
  const path = join(folder, `${login}.json`);
  await (await saving).saveAs(path);
  backups[login] = path;
  await page.getByTestId('browser-key-state').getByText('核对指纹后确认').waitFor();
  keyIds[login] = (await page.getByTestId('browser-key-id').textContent()) ?? '';
}

/** What a script in the page gets when it reaches for the key. */
const stolenFrom = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    const asked = indexedDB.open('zhuangui-signing', 1);
    const db = await new Promise<IDBDatabase>((resolve) => {
      asked.onsuccess = () => resolve(asked.result);
    });
    const all = db.transaction('keys').objectStore('keys').getAll();
    const keys = await new Promise<{ privateKey: CryptoKey }[]>((resolve) => {
      all.onsuccess = () => resolve(all.result);
    });
    db.close();
    const tries = (['pkcs8', 'jwk', 'raw'] as const).map((format) =>
      crypto.subtle.exportKey(format as 'pkcs8', keys[0]!.privateKey).then(
        () => 'exported',
        (error: Error) => error.name,
      ),
    );
    return [String(keys.length), String(keys[0]!.privateKey.extractable), ...(await Promise.all(tries))];
  });

async function rotateToThem(): Promise<void> {
  const admin = await world.desk('demo-admin');
  const trust = await admin.get<TrustFile>('/api/keys/trust');
  const add = trust.waiting.map(({ name, keyId, publicKey }) => ({
    office: 'catalog' as const,
    name,
    key: { keyId, publicKey },
  }));
  expect(add.map(({ key }) => key.keyId).sort()).toEqual(Object.values(keyIds).sort());
  const file = draftRotation(trust, { add, remove: [], online: false, note: '浏览器密钥' }, Date.now());
  const checked = checkDraft(file);
  const signatures = world.hub.signers.root.slice(0, 2).map(({ keyId, sign }) => ({
    v: 1,
    kind: 'rotation-signatures',
    digest: checked.digest,
    signatures: partsFor(file, checked, keyId).map(({ part, bytes }) => ({
      part,
      keyId,
      signature: Buffer.from(sign(bytes)).toString('hex'),
    })),
  }));
  expect(await admin.send('POST', '/api/keys/rotations', { file, signatures })).toEqual({ root: 2 });
}

/** The seed itself, as only somebody with file and passphrase gets it. */
async function seedIn(file: BackupFile): Promise<Buffer> {
  const { subtle } = webcrypto;
  const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64'));
  const secret = await subtle.importKey('raw', Buffer.from(passphrase), 'PBKDF2', false, ['deriveKey']);
  const { salt, iterations } = file.kdf;
  const wrapping = await subtle.deriveKey(
    { name: 'PBKDF2', hash: 'SHA-256', salt: bytes(salt), iterations },
    secret,
    { name: 'AES-GCM', length: 256 },
    false,
    ['decrypt'],
  );
  const additionalData = Buffer.from(`${file.publicKey} ${file.name}`);
  const opened = { name: 'AES-GCM', iv: bytes(file.cipher.iv), additionalData };
  return Buffer.from(await subtle.decrypt(opened, wrapping, bytes(file.wrapped))).subarray(-32);
}

async function openSigning(page: Page, id: string): Promise<void> {
  await page.goto(`${world.hub.url}/console/releases/${id}`);
  await page.getByTestId('release-sign').click();
}

async function sign(page: Page, digest: string): Promise<void> {
  await page.getByTestId('browser-sign-digest').getByText(digest).waitFor();
  expect(await page.getByTestId('sign-ok').isDisabled()).toBe(true);
  await page.getByTestId('browser-sign-read').click();
  await page.getByTestId('sign-ok').click();
  await page.getByTestId('sign-ok').waitFor({ state: 'detached' });
}

describe('a key made in the browser', () => {
  it(
    '[KEY-13, KEY-14] is made in two browsers, cannot be read out, and leaves only as an encrypted file',
    async () => {
      await makeKey('certifier1');
      await makeKey('certifier2');
      const page = await pageOf('certifier1');
      expect(await stolenFrom(page)).toEqual([
        '1',
        'false',
        'InvalidAccessError',
        'InvalidAccessError',
        'InvalidAccessError',
      ]);
      const text = await readFile(backups['certifier1']!, 'utf8');
      const seed = await seedIn(JSON.parse(text) as BackupFile);
      expect(seed.length).toBe(32);
      const wrapped = Buffer.from((JSON.parse(text) as BackupFile).wrapped, 'base64');
      expect(wrapped.includes(seed)).toBe(false);
      for (const encoding of ['hex', 'base64', 'base64url'] as const)
        expect(text).not.toContain(seed.toString(encoding).slice(0, 20));
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(wide).toBeLessThanOrEqual(1366);
    },
    waitMs,
  );

  it(
    '[KEY-13] signs nothing before another person confirmed it and a root names it',
    async () => {
      const admin = (await world.openAs('demo-admin', '/keys')).page;
      for (const left of [2, 1]) {
        await admin.getByTestId('proposal-confirm').first().click();
        await admin.getByTestId('proposal-confirmed').click();
        await expect
          .poll(() => admin.getByTestId('proposal-confirm').count(), { timeout: 15_000 })
          .toBe(left - 1);
      }
      const page = await pageOf('certifier1');
      await page.reload();
      await page.getByTestId('browser-key-state').getByText('下一次根密钥轮换').waitFor();
      await rotateToThem();
      await page.reload();
      await page.getByTestId('browser-key-state').getByText('此密钥已生效').waitFor();
    },
    waitMs,
  );

  it(
    '[REL-12] two certifiers sign what their browsers worked out themselves; changed bytes or contents are not signed',
    async () => {
      const admin = await world.desk('demo-admin');
      const { id } = await admin.send<{ id: string }>('POST', '/api/releases', { title: '浏览器签名' });
      const removal = { entry: entries[0]!.id, cause: 'correction', reason: '规格有误' };
      await admin.send('POST', `/api/releases/${id}/removals`, removal);
      const { digest } = await admin.send<{ digest: string }>('POST', `/api/releases/${id}/submit`, {});

      const first = await pageOf('certifier1');
      await openSigning(first, id);
      await first.getByTestId('browser-sign').getByText(`移出 ${entries[0]!.name}`).waitFor();
      await sign(first, digest);

      const second = await pageOf('certifier2');
      const refuses = async (path: string, change: (body: string) => string, words: string) => {
        await second.route(path, async (route) => {
          const answer = await route.fetch();
          await route.fulfill({ response: answer, body: change(await answer.text()) });
        });
        await openSigning(second, id);
        await second.getByTestId('browser-sign-refused').getByText(words).waitFor();
        expect(await second.getByTestId('sign-ok').isDisabled()).toBe(true);
        await second.unroute(path);
      };
      await refuses('**/signable', (body) => body.replace(/"length":\d/, '"length":9'), 'SHA-256 不符');
      await refuses('**/contents', (body) => body.replace(entries[1]!.name, '别的产品'), '与待签摘要不符');
      await openSigning(second, id);
      await sign(second, digest);

      await admin.send('POST', `/api/releases/${id}/publish`, { digest });
      const { catalog } = await world.hub.hub.repository.signedByPeople();
      const signers = Object.keys(parseTargets(catalog).signatures);
      expect(signers.sort()).toEqual(Object.values(keyIds).sort());
      expect(pages['certifier1']!.problems).toEqual([]);
      expect(pages['certifier2']!.problems).toEqual([]);
    },
    waitMs,
  );

  it(
    '[KEY-14] a backup restores in another browser with its passphrase only, and signs on the command line',
    async () => {
      const { page, close } = await world.openAs('certifier1', '/keys');
      await page.getByText('本浏览器中还没有您的签名密钥').waitFor();
      await page.getByTestId('browser-key-restore').click();
      await page.locator('input[type=file]').setInputFiles(backups['certifier1']!);
      await page.getByTestId('restore-passphrase').fill('不是这一句 不是这一句');
      await page.getByTestId('restore-ok').click();
      await page.getByText('口令不对').waitFor();
      await page.getByTestId('restore-passphrase').fill(passphrase);
      await page.getByTestId('restore-ok').click();
      await page.getByTestId('browser-key-state').getByText('此密钥已生效').waitFor();
      expect((await stolenFrom(page))[2]).toBe('InvalidAccessError');
      await close();

      const admin = await world.desk('demo-admin');
      const { id } = await admin.send<{ id: string }>('POST', '/api/releases', { title: '再签一次' });
      await admin.send('POST', `/api/releases/${id}/submit`, { renewal: true });
      const bytes = await admin.bytes(`/api/releases/${id}/signable`);
      const [file, contents] = [join(folder, 'release.bin'), join(folder, 'contents.json')];
      await writeFile(file, bytes);
      await writeFile(contents, await admin.bytes(`/api/releases/${id}/contents`));
      const said = await offlineHere(['sign', file], { key: backups['certifier1']!, contents }, passphrase);
      expect(said).toContain('Every part was hashed again');
      const { publicKey } = JSON.parse(await readFile(backups['certifier1']!, 'utf8')) as BackupFile;
      expect(isSignedBy(publicKey, bytes, (await readFile(`${file}.sig`, 'utf8')).trim())).toBe(true);
    },
    waitMs,
  );

  it(
    '[KEY-13] a browser without Ed25519 says so in both languages and offers the other ways',
    async () => {
      const { page, close } = await world.openAs('certifier3', '/');
      await page.addInitScript(() => {
        const refuse = () => Promise.reject(new DOMException('no', 'NotSupportedError'));
        Object.assign(crypto.subtle, { generateKey: refuse });
      });
      await page.goto(`${world.hub.url}/console/keys`);
      await page.getByTestId('no-browser-keys').getByText('离线签名').waitFor();
      await page.evaluate(() => localStorage.setItem('language', 'en'));
      await page.reload();
      await page.getByTestId('no-browser-keys').getByText('sign offline').waitFor();
      await close();
    },
    waitMs,
  );
});
