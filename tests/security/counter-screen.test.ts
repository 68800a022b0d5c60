// The counter's screen in a public place: headers of every answer, secrets of those who sign in, the kiosk's lock-down.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Disk, type Life, numbers, openDisk, openLife, pins } from '../../device/operator/desk-rig.ts';
import type { Log } from '../../device/platform/log.ts';
import { listenScreens, type ScreenServer, screenApp } from '../../device/screens/server.ts';
import { fakeSource } from '../../device/screens/testing/fake-source.ts';
import { screenPaths } from '../../device/screens/views.ts';

let pages: string;
let disk: Disk;
let life: Life;
let server: ScreenServer;
const noted: string[] = [];
const note = (...words: unknown[]) => void noted.push(JSON.stringify(words));
const log: Log = { info: note, warn: note, error: note };
const install = join(import.meta.dirname, '..', '..', 'device', 'install');

beforeAll(async () => {
  pages = await mkdtemp(join(tmpdir(), 'screen-'));
  for (const name of ['index.html', 'operator.html']) await writeFile(join(pages, name), '<title>x</title>');
  disk = await openDisk();
  life = await openLife(disk, { log });
  server = await listenScreens(
    screenApp({ source: fakeSource(), desk: life.desk, log, pages, pictures: pages }),
    '127.0.0.1',
    0,
  );
});
afterAll(async () => {
  await server.close();
  await life.desk.stop();
  await disk.close();
  await rm(pages, { recursive: true, force: true });
});

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
}

/** Only the head is read; streams are left at once. */
function ask(method: string, path: string, headers: Record<string, string> = {}, body = ''): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const asked = request(server.url + path, { method, headers }, (response) => {
    resolve({ status: response.statusCode!, headers: response.headers });
    response.destroy();
  });
  asked.on('error', reject);
  asked.end(body);
  return promise;
}

describe('the counter’s screen', () => {
  it('[SEC-16] answers with the headers whatever is asked, by whatever name', async () => {
    const json = { 'content-type': 'application/json' };
    const gets = ['/', '/operator', '/none', '/%2e%2e/%2e%2e/etc/passwd', '/pictures/none', '/api/none'];
    const streams = [screenPaths.shopperEvents, screenPaths.deskEvents];
    const posts = Object.values(screenPaths).filter((path) => !streams.includes(path as never));
    const answers = await Promise.all([
      ...[...gets, ...streams].map(async (path) => [`GET ${path}`, await ask('GET', path)] as const),
      ...posts.map(async (path) => [`POST ${path}`, await ask('POST', path, json, '{')] as const),
      ...posts.map(async (path) => [`form ${path}`, await ask('POST', path, {}, 'a=b')] as const),
      ...gets.map(
        async (path) => [`name ${path}`, await ask('GET', path, { host: 'evil.example' })] as const,
      ),
    ]);
    const faults = answers.flatMap(([name, { status, headers }]) => {
      const policy = String(headers['content-security-policy']);
      const isGood =
        /script-src 'self'(;|$)/.test(policy) &&
        policy.includes("object-src 'none'") &&
        policy.includes("frame-ancestors 'self'") &&
        headers['x-content-type-options'] === 'nosniff' &&
        headers['referrer-policy'] === 'no-referrer' &&
        headers['x-powered-by'] === undefined &&
        headers['access-control-allow-origin'] === undefined;
      const isKept = name.includes(' /api/') && headers['cache-control'] !== 'no-store' && status < 421;
      return [...(isGood ? [] : [`${name}: headers`]), ...(isKept ? [`${name}: may be cached`] : [])];
    });
    expect(faults).toEqual([]);
    const named = answers.filter(([name]) => name.startsWith('name '));
    expect(named.map(([, { status }]) => status)).toEqual(named.map(() => 421));
  });

  it('[SEC-11] PINs, badges and cookies are in no log and no journal line', async () => {
    const act = (what: object) =>
      fetch(server.url + screenPaths.act, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(what),
      });
    await act({ act: 'sign-in-pin', operator: numbers.operator, pin: '940275' });
    await act({ act: 'sign-in-pin', operator: '831946', pin: '940275' });
    await act({ act: 'sign-in-badge', badge: 'badge-of-200', pin: pins.technician });
    const signedIn = await act({ act: 'sign-in-pin', operator: numbers.operator, pin: pins.operator });
    expect(signedIn.status).toBe(200);
    const cookie = /desk=([0-9a-f]{64})/.exec(signedIn.headers.get('set-cookie') ?? '')![1]!;
    await act({ act: 'enrol', code: 'ABCDEFGH234567AB' });
    const written = `${noted.join('\n')}\n${JSON.stringify(disk.lines)}`;
    for (const secret of ['940275', '831946', pins.operator, 'badge-of-200', cookie, 'ABCDEFGH234567AB'])
      expect([secret, written.includes(secret)]).toEqual([secret, false]);
  });
});

describe('the kiosk', () => {
  it('[INST-4] opens the counter’s own pages only, without tools, downloads, printing or file dialogs', async () => {
    const policy = JSON.parse(await readFile(join(install, 'kiosk/chromium-policy.json'), 'utf8')) as object;
    expect(policy).toMatchObject({
      URLBlocklist: ['*'],
      URLAllowlist: ['127.0.0.1:8101', 'localhost:8101'],
      DeveloperToolsAvailability: 2,
      DownloadRestrictions: 3,
      PrintingEnabled: false,
      AllowFileSelectionDialogs: false,
      ExtensionInstallBlocklist: ['*'],
      BrowserGuestModeEnabled: false,
    });
    const unit = await readFile(join(install, 'systemd/counter-kiosk.service'), 'utf8');
    for (const word of [
      'cage -d',
      '--kiosk',
      '--incognito',
      'Restart=always',
      'IPAddressDeny=any',
      'User=kiosk',
    ])
      expect([word, unit.includes(word)]).toEqual([word, true]);
  });

  it('[INST-4] takes no keyboard or mouse from a USB port but the named scanner, and no device but the serial port', async () => {
    const rules = await readFile(join(install, 'udev/99-counter.rules'), 'utf8');
    expect(rules).toMatch(
      /ID_INPUT_KEYBOARD\}=="1", ENV\{ID_BUS\}=="usb", ENV\{LIBINPUT_IGNORE_DEVICE\}="1"/,
    );
    expect(rules).toMatch(/ID_INPUT_MOUSE\}=="1", ENV\{ID_BUS\}=="usb"/);
    const unit = await readFile(join(install, 'systemd/counter.service'), 'utf8');
    expect(unit).toMatch(/DevicePolicy=closed/);
    expect(unit).toMatch(/StateDirectoryMode=0700/);
    expect(unit).toMatch(/NoNewPrivileges=yes/);
    expect(unit.match(/DeviceAllow=(.*)/g)!.every((line) => line.includes('char-tty'))).toBe(true);
  });
});
