import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { careMigrations } from '../care/care-store.ts';
import { listenHealth } from '../care/health.ts';
import { readCounterConfig } from '../config.ts';
import { answeringHub, type TestAuthority, testAuthority } from '../identity/identity-rig.ts';
import { loadOrCreateJournalKey } from '../journal/key.ts';
import { openCounterStore } from '../journal/open-counter-db.ts';
import { systemClock } from '../platform/clock.ts';
import { silentLog } from '../platform/log.ts';
import { systemRandom } from '../platform/random.ts';
import { settingsMigrations } from '../settings/settings-store.ts';
import { examineCounter } from './doctor.ts';
import { type Finding, findingsTable } from './finding.ts';

const id = 'counter-150103-0001';
let folder: string;
let authority: TestAuthority;
const ends: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'doctor-'));
  authority = await testAuthority();
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  rmSync(folder, { recursive: true, force: true });
});

function configure(change: object = {}): string {
  const config = {
    counter: { id, name: '柜', place: '厅', operatedBy: '公司', complaintPhone: '12317', licence: 'JY1' },
    dataFolder: 'data',
    engine: 'node:sqlite',
    boardPort: '/dev/full',
    hub: { host: '127.0.0.1', mqttPort: 1, httpsPort: 1 },
    identityFolder: 'identity',
    trustedRoot: 'root.json',
    screen: { host: '127.0.0.1', port: 0 },
    demo: false,
    ...change,
  };
  const path = join(folder, 'counter.json');
  writeFileSync(path, JSON.stringify(config));
  return path;
}

async function identify(name = id): Promise<void> {
  const own = await authority.issue(name);
  mkdirSync(join(folder, 'identity'), { recursive: true });
  writeFileSync(join(folder, 'identity', 'authority.pem'), authority.pem);
  writeFileSync(join(folder, 'identity', 'certificate.pem'), own.certificate);
  writeFileSync(join(folder, 'identity', 'key.pem'), own.key);
  writeFileSync(join(folder, 'root.json'), '{"signed":{"_type":"root","version":1}}');
}

async function openStore() {
  const data = join(folder, 'data');
  mkdirSync(data, { recursive: true });
  const store = await openCounterStore({
    folder: data,
    engine: 'node:sqlite',
    counter: id,
    key: await loadOrCreateJournalKey(join(data, 'journal.key')),
    clock: systemClock(),
    random: systemRandom(),
    log: silentLog,
    agentVersion: '0.1.0',
    migrations: { settings: settingsMigrations, care: careMigrations },
  });
  let isClosed = false;
  const close = async () => {
    if (!isClosed) await store.close();
    isClosed = true;
  };
  ends.push(close);
  return { journal: store.journal, close };
}

const examine = (path: string, nowMs = Date.now) =>
  examineCounter(readCounterConfig(path), { nowMs, unitState: async () => undefined });
const wrongs = (findings: Finding[]) =>
  findings.filter(({ level }) => level === 'wrong').map(({ what }) => what);
const about = (findings: Finding[], what: string) => findings.filter((finding) => finding.what === what);

describe('doctor', () => {
  it('[CARE-12] names everything that a new machine lacks, each with what to do', async () => {
    const findings = await examine(configure({ boardPort: 'no-such-port' }));
    expect(wrongs(findings)).toEqual(['identity', 'root of trust', 'board port']);
    expect(findings.filter(({ level, todo }) => level === 'wrong' && !todo)).toEqual([]);
    expect(findingsTable(findings)).toMatch(/WRONG {2}identity .*\n.*→ Ask the hub for a one-time code/);
    expect(about(findings, 'journal')[0]).toMatchObject({ level: 'note' });
  });

  it('[CARE-12] finds nothing wrong with a counter whose hub answers and whose journal is whole', async () => {
    await identify();
    const hub = await answeringHub(authority, async () => ({ status: 200, body: '' }));
    ends.push(hub.close);
    const store = await openStore();
    await store.journal.append([{ kind: 'door', open: true }]);
    const path = configure({ hub: { host: hub.host, mqttPort: hub.httpsPort, httpsPort: hub.httpsPort } });
    const running = await examine(path);
    expect([wrongs(running), about(running, 'agent')[0]?.says]).toEqual([
      [],
      expect.stringMatching(/is running/),
    ]);
    // It was not disturbed.
    await store.journal.append([{ kind: 'door', open: false }]);
    await store.close();
    const stopped = await examine(path);
    expect(wrongs(stopped)).toEqual(['agent', 'lists']);
    expect(about(stopped, 'journal')[0]?.says).toMatch(/line 3; the last 3 fit/);
    expect(about(stopped, 'clock')[0]).toMatchObject({ level: 'ok' });
    // And an agent opens it again.
    await (await openStore()).close();
  });

  it('[CARE-12] tells a damaged journal, a foreign certificate, an ended one, a wrong clock, and a hub that is away', async () => {
    await identify('counter-150103-0002');
    const store = await openStore();
    const many = Array.from({ length: 400 }, (_, index) => ({
      kind: 'ticket' as const,
      code: `t${index}`,
      detail: 'x'.repeat(200),
    }));
    await store.journal.append(many);
    await store.close();
    const file = await open(join(folder, 'data', 'counter.db'), 'r+');
    await file.write(Buffer.alloc(4096, 0xff), 0, 4096, 16 * 4096);
    await file.close();
    const findings = await examine(configure());
    expect(wrongs(findings)).toEqual(
      expect.arrayContaining(['identity', 'journal', 'hub, link', 'hub, lists']),
    );
    expect(about(findings, 'identity')[0]?.says).toContain('counter-150103-0002');
    await identify();
    const later = await examine(configure(), () => Date.now() + 10 * 86_400_000);
    expect(about(later, 'identity')[0]?.says).toMatch(/ended on/);
    const hub = await answeringHub(authority, async () => ({ status: 200, body: '' }));
    ends.push(hub.close);
    const path = configure({ hub: { host: hub.host, mqttPort: hub.httpsPort, httpsPort: hub.httpsPort } });
    const early = await examine(path, () => Date.now() - 3_600_000);
    expect(about(early, 'clock')[0]).toMatchObject({
      level: 'wrong',
      says: expect.stringMatching(/3(60\d|59\d) s behind/),
    });
  });

  it('[CARE-12] lets a running agent speak for itself', async () => {
    await identify();
    mkdirSync(join(folder, 'data'));
    const path = configure();
    const health = {
      agentVersion: '0.1.0',
      outOfService: 'board-offline',
      board: { online: false, port: '/dev/full' },
      journal: { seq: 7, writable: true },
      faults: [{ code: 'board-offline', detail: 'it does not answer', severity: 'critical' }],
      settings: { version: 3, refused: 'too late', operators: 2 },
    };
    const server = await listenHealth(readCounterConfig(path).health, () => health, silentLog);
    ends.push(server.close);
    const findings = await examine(path);
    expect(wrongs(findings)).toEqual(expect.arrayContaining(['service', 'board']));
    expect(about(findings, 'settings').map(({ says }) => says)).toEqual([
      'version 3',
      'the newest are refused: too late',
    ]);
    expect(about(findings, 'fault board-offline')).toHaveLength(1);
  });

  it('[CARE-12] ends with 1 when something is wrong, and speaks JSON on request', async () => {
    const run = (...args: string[]) =>
      new Promise<{ code: unknown; out: string }>((resolve) => {
        const main = join(import.meta.dirname, '..', 'doctor-main.ts');
        execFile(process.execPath, [main, ...args], (error, out) => resolve({ code: error?.code ?? 0, out }));
      });
    const [missing, json] = await Promise.all([run(join(folder, 'none.json')), run(configure(), '--json')]);
    expect([missing.code, json.code]).toEqual([1, 1]);
    expect(missing.out).toMatch(/WRONG {2}configuration/);
    expect(JSON.parse(json.out)).toEqual(
      expect.arrayContaining([expect.objectContaining({ what: 'identity' })]),
    );
  }, 60_000);
});
