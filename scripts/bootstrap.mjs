// Brings a bare machine to the point where the project runs: packages, screens, a browser for tests.
// Dependency-free and runnable on Node 20, because it is what installs everything else, Node 24 included.
//
//   node scripts/bootstrap.mjs <start|test|run|screens> [-- <script> [args…]]
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findChromium } from './chromium.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const node24 = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
const stamps = join(root, 'node_modules', '.zhuangui');

const say = (text) => console.error(`[bootstrap] ${text}`);

function hashOf(paths) {
  const hash = createHash('sha256');
  for (const path of paths) hash.update(path).update(readFileSync(join(root, path)));
  return hash.digest('hex');
}

function filesBelow(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.name !== 'dist' && entry.name !== 'node_modules')
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      return entry.isDirectory() ? filesBelow(path) : [path];
    })
    .sort();
}

/** Runs `make` only when the inputs changed since it last succeeded. */
function once(name, inputs, isThere, make) {
  const stamp = join(stamps, name);
  const wanted = hashOf(inputs);
  if (isThere() && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  make();
  mkdirSync(stamps, { recursive: true });
  writeFileSync(stamp, wanted);
}

/** Output goes to standard error, so that what a command prints on standard output is its own. */
function run(command, args) {
  execFileSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] });
}

function installPackages() {
  once(
    'packages',
    ['package-lock.json'],
    () => existsSync(node24),
    () => {
      say('installing packages (the SQLite driver compiles for about a minute) …');
      // Not `npm ci`: a lock file written where a registry lacks other platforms' packages is refused by it elsewhere.
      run('npm', ['install', '--no-save', '--no-fund', '--no-audit', '--loglevel=error']);
    },
  );
}

const screens = [
  { name: 'counter', folder: 'device/screens' },
  { name: 'console', folder: 'hub/console' },
];

function buildScreens() {
  for (const { name, folder } of screens) {
    const config = join(root, folder, 'vite.config.ts');
    if (!existsSync(config)) continue;
    const inputs = [...filesBelow(folder), ...filesBelow('protocol'), 'package-lock.json'];
    once(
      `screens-${name}`,
      inputs,
      () => existsSync(join(root, folder, 'dist', 'index.html')),
      () => {
        say(`building the ${name} screens …`);
        const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
        run(node24, [vite, 'build', '--logLevel', 'warn', '--config', config, join(root, folder)]);
      },
    );
  }
}

/** Debian's package where apt is there and we may use it; Playwright's own download elsewhere. */
function installChromium() {
  if (findChromium()) return;
  const isRootOnApt = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (isRootOnApt) {
    say('installing Chromium and a Chinese font from the distribution …');
    try {
      run('apt-get', ['update', '-qq']);
      run('apt-get', ['install', '-y', '-qq', 'chromium', 'fonts-noto-cjk']);
    } catch (error) {
      say(`the distribution's Chromium could not be installed: ${error.message}`);
    }
  }
  if (findChromium()) return;
  say('downloading a Chromium …');
  run(node24, [join(root, 'node_modules', 'playwright-core', 'cli.js'), 'install', 'chromium']);
  if (!findChromium()) {
    throw new Error(
      'No Chromium was found. Install one (Debian: apt-get install chromium) or set CHROMIUM_PATH.',
    );
  }
}

function runScript(args) {
  const child = spawn(node24, args, { cwd: root, stdio: 'inherit' });
  // A terminal sends Ctrl-C to the whole group, a supervisor or npm to us alone: passed on, so that either way works.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  // npm's shell does not pass signals on: when it is gone, so is whoever wanted this to run.
  const parent = process.ppid;
  const orphaned = () => process.env.npm_lifecycle_event !== undefined && process.ppid !== parent;
  setInterval(() => orphaned() && child.kill('SIGTERM'), 500).unref();
  child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
}

function main() {
  const separator = process.argv.indexOf('--', 3);
  const mode = process.argv[2];
  const rest = separator === -1 ? [] : process.argv.slice(separator + 1);
  installPackages();
  if (mode !== 'run') buildScreens();
  if (mode === 'test') installChromium();
  const [script, ...args] = rest;
  if (!script) return;
  if (!statSync(join(root, script), { throwIfNoEntry: false })) throw new Error(`There is no ${script}.`);
  runScript([script, ...args.filter((arg) => arg !== '--')]);
}

try {
  main();
} catch (error) {
  say(error.message);
  process.exit(1);
}
