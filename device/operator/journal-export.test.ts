import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Disk, type Life, openDisk, openLife } from './desk-rig.ts';
import { exportHeadMessage, exportProblem } from './export-format.ts';
import { exportJournal } from './journal-export.ts';
import { usbTargets } from './usb-targets.ts';

let disk: Disk;
let life: Life;
let folder: string;
let stick: string;
let token: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'export-'));
  stick = join(folder, 'stick');
  await mkdir(stick);
  disk = await openDisk();
  life = await openLife(disk, { exportTargets: async () => [stick] });
  token = await life.signIn('supervisor');
});
afterEach(async () => {
  await life.desk.stop();
  await disk.close();
  await rm(folder, { recursive: true, force: true });
});

const linesOf = (bytes: Buffer) => {
  const text = bytes.toString('utf8');
  expect(text.endsWith('\n')).toBe(true);
  return text
    .slice(0, -1)
    .split('\n')
    .map((line) => Buffer.from(line));
};

async function exported() {
  const names = (await readdir(stick)).sort();
  expect(names.map((name) => name.replace(/^.*?\./, ''))).toEqual(['head.json', 'ndjson']);
  const head = exportHeadMessage.parse(await readFile(join(stick, names[0]!)));
  if (!head.ok) throw new Error(head.problem.message);
  return { head: head.value, lines: linesOf(await readFile(join(stick, names[1]!))) };
}

describe('export', () => {
  it('[OPR-15] writes the exact lines and a signed head that proves them, and then writes that down', async () => {
    const note = (detail: string) => ({ kind: 'service' as const, operator: '200', action: 'note', detail });
    for (let block = 0; block < 3; block++) {
      await disk.journal.append(Array.from({ length: 400 }, (_, index) => note(`第 ${index} 行`.repeat(20))));
    }
    const { seq } = disk.journal.head();
    const answer = await life.act({ act: 'export-journal', target: stick }, token);
    expect(answer).toMatchObject({ ok: true });
    const { head, lines } = await exported();
    expect(head).toMatchObject({ counter: 'nm-150102-0001', journal: disk.journal.id, seq });
    expect(exportProblem(head, lines)).toBeNull();
    expect(disk.lines.at(-1)).toMatchObject({ kind: 'service', action: 'export-journal', operator: '300' });
    expect(life.signedIn(token)!.lastExport).toMatchObject({ lines: seq });
  });

  it('[OPR-15] what somebody changed on the way is found', async () => {
    await life.act({ act: 'export-journal', target: stick }, token);
    const { head, lines } = await exported();
    const other = Buffer.from(lines[0]!.toString('utf8').replace('sign-in', 'sign-on'));
    expect(exportProblem(head, [other])).toContain('do not lead');
    expect(exportProblem(head, [])).toContain('0 lines');
    expect(exportProblem({ ...head, sig: Buffer.alloc(64, 1).toString('base64') }, lines)).toContain(
      'signature',
    );
  });

  it.each([['../stick'], ['/etc'], ['/'], ['.'], ['stick'], ['TARGET/../stick'], ['TARGET/']])(
    '[OPR-15] writes to nothing but what is listed: %s',
    async (target) => {
      const answer = await life.act(
        { act: 'export-journal', target: target.replace('TARGET', stick) },
        token,
      );
      expect(answer).toMatchObject({ ok: false, code: 'unknown', why: 'no-storage' });
      expect(await readdir(stick)).toEqual([]);
    },
  );

  it('[OPR-15] says that there is no room before it writes, and leaves nothing half behind', async () => {
    const { db, journal } = disk;
    const parts = { db, journal, clock: life.clock };
    await expect(exportJournal({ ...parts, freeBytes: async () => 1_000_000 }, stick)).rejects.toMatchObject({
      why: 'no-room',
    });
    await expect(exportJournal(parts, join(folder, 'gone'))).rejects.toMatchObject({ why: 'target-lost' });
    const shortened = new Proxy(journal, {
      get: (whole, name) => {
        if (name === 'linesAfter') return async () => [];
        const value: unknown = Reflect.get(whole, name, whole);
        return typeof value === 'function' ? value.bind(whole) : value;
      },
    });
    await expect(exportJournal({ ...parts, journal: shortened }, stick)).rejects.toMatchObject({
      why: 'damaged',
    });
    expect(await readdir(stick)).toEqual([]);
  });

  it('[OPR-15] does not write through a link that lies there', async () => {
    const victim = join(folder, 'victim');
    await writeFile(victim, 'mine');
    const at = new Date(life.clock.nowMs()).toISOString().replace(/[-:]|\.\d+/g, '');
    const name = `nm-150102-0001-${disk.journal.id}-${disk.journal.head().seq}-${at}.ndjson.part`;
    await symlink(victim, join(stick, name));
    expect(await life.act({ act: 'export-journal', target: stick }, token)).toMatchObject({ code: 'failed' });
    expect(await readFile(victim, 'utf8')).toBe('mine');
  });
});

describe('storage', () => {
  it('[OPR-15] is a folder that something is mounted on, below the root, not a link', async () => {
    for (const path of ['plain', 'user/inner', 'deep/a/b'])
      await mkdir(join(folder, path), { recursive: true });
    await symlink('/', join(folder, 'link'));
    await writeFile(join(folder, 'file'), '');
    const mounted = new Set([stick, join(folder, 'user/inner'), join(folder, 'deep/a/b')]);
    const { lstat } = await import('node:fs/promises');
    const look = async (path: string) => ({
      isFolder: (await lstat(path)).isDirectory(),
      device: mounted.has(path) ? 2 : 1,
    });
    expect(await usbTargets(folder, look)).toEqual([stick, join(folder, 'user/inner')]);
    expect(await usbTargets(folder)).toEqual([]);
    expect(await usbTargets(join(folder, 'nothing'))).toEqual([]);
  });

  it('is looked for again while somebody is signed in', async () => {
    expect(life.signedIn(token)!.exportTargets).toEqual([stick]);
  });
});
