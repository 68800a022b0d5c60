// The package of a counter as a technician gets it: made, installed from its own lock, started, asked.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCounterConfig } from '../../device/config.ts';
import { testAuthority } from '../../device/identity/identity-rig.ts';
import { packCounter } from '../../device/install/pack.ts';
import { openHub } from '../lists/lists-rig.ts';

const root = join(import.meta.dirname, '..', '..');
let folder: string;
let packed: string;
const children: ChildProcess[] = [];
const errorsOf = new Map<ChildProcess, string>();

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'counter-package-'));
  packed = join(folder, 'counter');
  packCounter(root, packed);
});
afterAll(async () => {
  for (const child of children.reverse()) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
  }
  rmSync(folder, { recursive: true, force: true });
});

interface Lock {
  packages: Record<
    string,
    { link?: boolean; resolved?: string; os?: string[]; cpu?: string[]; dev?: boolean }
  >;
}
const lock = () => JSON.parse(readFileSync(join(packed, 'package-lock.json'), 'utf8')) as Lock;

/**
 * What `npm ci` would unpack, copied from this machine's own installation: exactly the packages of the lock, at the
 * places the lock says. Fetching them again needs a registry, and building the SQLite driver a minute.
 */
function install(): void {
  for (const [path, { link, resolved }] of Object.entries(lock().packages)) {
    if (!path.includes('node_modules/') || path === 'node_modules/node') continue;
    mkdirSync(dirname(join(packed, path)), { recursive: true });
    if (link) symlinkSync(join(packed, resolved!), join(packed, path));
    else if (existsSync(join(root, path))) {
      const inner = join(root, path, 'node_modules');
      cpSync(join(root, path), join(packed, path), {
        recursive: true,
        filter: (from) => !from.startsWith(inner),
      });
    }
  }
}

function filesBelow(path: string): string[] {
  return readdirSync(path, { recursive: true, encoding: 'utf8' });
}

/** Starts a program and gives its first line of JSON. */
async function start(command: string, args: string[], env: object = {}): Promise<Record<string, unknown>> {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env } as NodeJS.ProcessEnv,
  });
  children.push(child);
  let errors = '';
  child.stderr.on('data', (text) => {
    errors += text;
    errorsOf.set(child, errors);
  });
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', (line) => resolve(JSON.parse(line)));
    child.once('exit', (code) => reject(new Error(`ended with ${code}: ${errors.slice(-2000)}`)));
  });
}

describe('the package of a counter', () => {
  it('[INST-1] holds no tests, rigs, sources of pages, other workspaces, and no package of theirs', () => {
    const files = filesBelow(packed).filter((path) => !path.startsWith('node_modules'));
    expect(files.filter((path) => /\.test\.|-rig\.|\.tsx$|fixtures|testing/.test(path))).toEqual([]);
    expect(new Set(files.map((path) => path.split('/')[0]))).toEqual(
      new Set(['README.md', 'device', 'package-lock.json', 'package.json', 'protocol']),
    );
    expect(files).toContain('device/screens/dist/index.html');
    const names = Object.keys(lock().packages);
    expect(names).toContain('node_modules/node');
    expect(
      names.filter((name) =>
        /node_modules\/(react|vite|vitest|antd|aedes|playwright-core|node-pty)$/.test(name),
      ),
    ).toEqual([]);
    expect(Object.values(lock().packages).filter(({ dev }) => dev)).toEqual([]);
  });

  it('[INST-1] its lock fits its manifests, as npm ci wants it', () => {
    const out = execFileSync(
      'npm',
      ['ci', '--dry-run', '--offline', '--ignore-scripts', '--no-audit', '--no-fund'],
      {
        cwd: packed,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    expect(out).toMatch(/added \d+ packages/);
  });

  it('[INST-3] its example configuration is one the agent takes', () => {
    const config = readCounterConfig(join(packed, 'device/install/counter.example.json'));
    expect(config).toMatchObject({ demo: false, machine: 'spiral', boardPort: '/dev/counter-board' });
  });

  it('[INST-1] starts with a board on a pseudo-terminal, serves its page, and stops when asked', async () => {
    install();
    const config = await configure();
    const board = ['simulators/board/main.ts', '--link', join(folder, 'board'), '--slots', '1'];
    await start(process.execPath, [join(root, board[0]!), ...board.slice(1, 3), '--slots-json', slotJson]);
    const env = { COUNTER_NODE: process.execPath, NODE_COMPILE_CACHE: join(folder, 'cache') };
    const counter = join(packed, 'device/install/bin/counter');
    const ready = await start(counter, ['run', config], env);
    expect(ready).toMatchObject({ ready: true });
    const page = await fetch(String(ready.screen));
    expect([page.status, (await page.text()).includes('<script')]).toEqual([200, true]);
    const agent = children.at(-1)!;
    const ended = new Promise((resolve) => agent.once('exit', resolve));
    agent.kill('SIGTERM');
    const code = await ended;
    expect(code, errorsOf.get(agent)).toBe(0);
  }, 120_000);

  it('[INST-2] its units are what systemd takes', () => {
    const units = join(packed, 'device/install/systemd');
    const text = readFileSync(join(units, 'counter.service'), 'utf8');
    expect(text).toMatch(/^Type=notify$/m);
    expect(text).toMatch(/^NotifyAccess=all$/m);
    expect(text).toMatch(/^Restart=always$/m);
    // BOARD-24 and the elevator: no vend takes longer than three minutes.
    expect(Number(/^TimeoutStopSec=(\d+)$/m.exec(text)?.[1])).toBeGreaterThan(180);
    if (!existsSync('/usr/bin/systemd-analyze')) return;
    const here = join(folder, 'units');
    mkdirSync(here);
    for (const name of readdirSync(units)) {
      // Programs of another machine: what systemd says about the rest of the unit is of interest.
      const local = readFileSync(join(units, name), 'utf8')
        .replaceAll('/opt/zhuangui-counter', packed)
        .replace('/usr/bin/cage -d -- /usr/bin/chromium', process.execPath);
      writeFileSync(join(here, name), local);
    }
    const paths = readdirSync(units).map((name) => join(here, name));
    const options = { encoding: 'utf8', env: { ...process.env, SYSTEMD_UNIT_PATH: `${here}:` } } as const;
    const said = execFileSync(
      'sh',
      ['-c', `systemd-analyze verify ${paths.join(' ')} 2>&1 || true`],
      options,
    );
    const about = said
      .split('\n')
      .filter((line) => /counter(-kiosk)?\.service/.test(line) && !/Failed to open|man /.test(line));
    expect(about).toEqual([]);
  }, 120_000);
});

const slotJson = JSON.stringify([{ selection: 1, inventory: 5, capacity: 10, priceFen: 1000 }]);

async function configure(): Promise<string> {
  const hub = await openHub({ wallMs: 1_800_000_000_000, monotonicMs: 0 } as never);
  writeFileSync(join(folder, 'trusted-root.json'), await hub.repository.firstRoot());
  const authority = await testAuthority();
  const own = await authority.issue('counter-150103-0001');
  const identity = join(folder, 'identity');
  mkdirSync(identity);
  writeFileSync(join(identity, 'authority.pem'), authority.pem);
  writeFileSync(join(identity, 'certificate.pem'), own.certificate);
  writeFileSync(join(identity, 'key.pem'), own.key);
  const example = JSON.parse(readFileSync(join(packed, 'device/install/counter.example.json'), 'utf8'));
  const path = join(folder, 'counter.json');
  const local = {
    dataFolder: 'data',
    boardPort: 'board',
    identityFolder: 'identity',
    trustedRoot: 'trusted-root.json',
    hub: { host: '127.0.0.1', mqttPort: 1, httpsPort: 1 },
    screen: { host: '127.0.0.1', port: 0 },
  };
  writeFileSync(path, JSON.stringify({ ...example, ...local }));
  return path;
}
