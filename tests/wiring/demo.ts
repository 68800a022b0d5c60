// The whole product as `npm start` runs it, on free ports and in a folder of its own.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { ShopperView } from '../../device/screens/views.ts';

const root = resolve(import.meta.dirname, '..', '..');

export interface Demo {
  data: string;
  console: string;
  screen: string;
  /** Page of the full counter's simulated machine, without the page's name. */
  machine: string;
  phone: string;
  /** Only with `--cabinet`. */
  cabinet: { screen: string; machine: string } | undefined;
  token: string;
  output(): string;
  /** Runs the hub's command line against this demo. */
  hub(...args: string[]): Promise<string>;
  /** Asks with Ctrl-C's signal; resolves with the exit code. */
  stop(): Promise<number | null>;
  /** Ends the process we started, and only that one, without asking. */
  end(signal: NodeJS.Signals): void;
}

/** Resolves when everything runs; rejects with the demo's own words when it ends before. */
export const startDemo = (...args: string[]): Promise<Demo> =>
  startBy(process.execPath, [join(root, 'simulators/demo/main.ts')], args);

/** The README's own command. */
export const startDemoByNpm = (...args: string[]): Promise<Demo> => startBy('npm', ['start', '--'], args);

async function startBy(program: string, first: string[], args: string[]): Promise<Demo> {
  const data = mkdtempSync(join(tmpdir(), 'zhuangui-demo-'));
  const names = [
    'http',
    'https',
    'mqtt',
    'screen',
    'gateway',
    'machine',
    'cabinet-screen',
    'cabinet-machine',
  ];
  const free = names.flatMap((name) => [`--${name}-port`, '0']);
  const child = spawn(program, [...first, '--data', data, ...free, ...args], { cwd: root });
  let output = '';
  const ended = new Promise<number | null>((done) => child.once('exit', (code) => done(code)));
  await ready(child, (text) => {
    output += text;
    return output;
  });
  const found = (name: string) => new RegExp(`${name} +(http://\\S+)`).exec(output)?.[1];
  const address = (name: string) => found(name)!.replace(/\/(#.*|machine|console\/)?$/, '');
  const token = readFileSync(join(data, 'hub', 'admin.token'), 'utf8').trim();
  return {
    data,
    console: address('console'),
    screen: address('shopper screen'),
    machine: address('machine'),
    phone: address('phone'),
    cabinet: found('cabinet +screen')
      ? { screen: address('cabinet +screen'), machine: address('cabinet +machine') }
      : undefined,
    token,
    output: () => output,
    async hub(...command) {
      const cli = [join(root, 'hub/cli/main.ts'), ...command, '--data', join(data, 'hub')];
      return (await promisify(execFile)(process.execPath, cli)).stdout;
    },
    end: (signal) => void child.kill(signal),
    async stop() {
      child.kill('SIGINT');
      const code = await ended;
      rmSync(data, { recursive: true, force: true });
      return code;
    },
  };
}

/** The newest view a counter gives its shopper page. */
export async function shopperView(screen: string): Promise<ShopperView> {
  const ended = new AbortController();
  const response = await fetch(`${screen}/api/shopper/events`, { signal: ended.signal });
  let text = '';
  for await (const part of response.body!) {
    text += Buffer.from(part).toString();
    if (text.includes('\n\n')) break;
  }
  ended.abort();
  return JSON.parse(/data: (.*)/.exec(text)![1]!);
}

function ready(child: ChildProcess, collect: (text: string) => string): Promise<void> {
  return new Promise((done, fail) => {
    child.stdout!.on('data', (part) => collect(String(part)).includes('Everything runs') && done());
    child.stderr!.on('data', (part) => collect(String(part)));
    child.once('exit', (code) => fail(new Error(`the demo ended with ${code}:\n${collect('')}`)));
  });
}
