// What can be seen of a counter on its own disk and ports.
import { X509Certificate } from 'node:crypto';
import { constants } from 'node:fs';
import {
  access,
  mkdir,
  open,
  readdir,
  readFile,
  readlink,
  realpath,
  rm,
  stat,
  statfs,
} from 'node:fs/promises';
import { join } from 'node:path';
import { lowBytes } from '../care/storage-watch.ts';
import type { CounterConfig } from '../config.ts';
import { readIdentity } from '../identity/identity-files.ts';
import { type Finding, note, ok, wrong } from './finding.ts';

const dayMs = 86_400_000;
const wordsOf = (error: unknown) => (error as Error).message;

/** Writes, syncs and removes a file of its own. */
export async function checkFolder({ dataFolder }: CounterConfig): Promise<Finding[]> {
  const what = 'data folder';
  const trial = join(dataFolder, `.doctor-${process.pid}`);
  try {
    await mkdir(dataFolder, { recursive: true });
    const file = await open(trial, 'wx', 0o600);
    await file.write('doctor').finally(() => file.sync().finally(() => file.close()));
    const { bavail, bsize } = await statfs(dataFolder);
    const free = Math.floor((bavail * bsize) / 1_048_576);
    if (bavail * bsize >= lowBytes) return [ok(what, `${dataFolder} can be written, ${free} MiB free`)];
    return [
      wrong(
        what,
        `only ${free} MiB free: no new sale begins`,
        'Delete what is no journal, or put in a larger disk.',
      ),
    ];
  } catch (error) {
    const todo = `Give ${dataFolder} to the user of the agent (chown), and look whether the disk is mounted read-only.`;
    return [wrong(what, `cannot be written: ${wordsOf(error)}`, todo)];
  } finally {
    await rm(trial, { force: true }).catch(() => undefined);
  }
}

const enrolAgain = 'Ask the hub for a one-time code and run: counter enrol <configuration file> <claim>';

export function checkIdentity({ identityFolder, counter }: CounterConfig, nowMs: number): Finding[] {
  const what = 'identity';
  try {
    const own = new X509Certificate(readIdentity(identityFolder).certificate);
    const days = Math.floor((Date.parse(own.validTo) - nowMs) / dayMs);
    if (!own.subject.split('\n').includes(`CN=${counter.id}`)) {
      return [wrong(what, `the certificate is that of ${own.subject}, not of ${counter.id}`, enrolAgain)];
    }
    if (Date.parse(own.validFrom) > nowMs) {
      return [
        wrong(what, `the certificate holds from ${own.validFrom} on`, 'Set the clock right (timedatectl).'),
      ];
    }
    if (days < 0) return [wrong(what, `the certificate ended on ${own.validTo}`, enrolAgain)];
    const says = `certificate of ${counter.id}, ${days} days left`;
    return [days < 14 ? note(what, says, enrolAgain) : ok(what, says)];
  } catch (error) {
    return [wrong(what, wordsOf(error), enrolAgain)];
  }
}

export async function checkRoot({ trustedRoot }: CounterConfig): Promise<Finding[]> {
  const what = 'root of trust';
  const todo = `Bring trusted-root.json from the certifiers, on paper or a stick, to ${trustedRoot}.`;
  try {
    const { signed } = JSON.parse(await readFile(trustedRoot, 'utf8')) as {
      signed?: { _type?: string; version?: number };
    };
    if (signed?._type === 'root') return [ok(what, `version ${signed.version}`)];
    return [wrong(what, `${trustedRoot} is no root of trust`, todo)];
  } catch (error) {
    return [wrong(what, wordsOf(error), todo)];
  }
}

/** `running`: the agent that holds the port is no stranger. */
export async function checkBoardPort({ boardPort }: CounterConfig, running: boolean): Promise<Finding[]> {
  const what = 'board port';
  const real = await realpath(boardPort).catch(() => undefined);
  if (!real) {
    return [
      wrong(
        what,
        `there is no ${boardPort}`,
        'Look at the cable and the adapter (dmesg | tail), and at the udev rule.',
      ),
    ];
  }
  if (!(await stat(real)).isCharacterDevice()) {
    return [wrong(what, `${boardPort} is no serial port`, 'Name the port of the board as boardPort.')];
  }
  const isOpen = await access(real, constants.R_OK | constants.W_OK).then(
    () => true,
    () => false,
  );
  if (!isOpen)
    return [wrong(what, `${real} may not be opened by this user`, 'Add the user to the group dialout.')];
  const holders = running ? [] : await holdersOf(real);
  if (holders.length === 0) return [ok(what, real === boardPort ? real : `${boardPort} is ${real}`)];
  return [
    wrong(what, `${real} is held by process ${holders.join(', ')}`, 'End that process: it takes the frames.'),
  ];
}

/** Processes that have the file open, as far as this user may see. */
async function holdersOf(path: string): Promise<string[]> {
  const names = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  const held = await Promise.all(names.map(async (pid) => ((await holds(pid, path)) ? [pid] : [])));
  return held.flat().filter((pid) => Number(pid) !== process.pid);
}

async function holds(pid: string, path: string): Promise<boolean> {
  const folder = `/proc/${pid}/fd`;
  const files = await readdir(folder).catch(() => []);
  const targets = await Promise.all(files.map((file) => readlink(join(folder, file)).catch(() => '')));
  return targets.includes(path);
}
