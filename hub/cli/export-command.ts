// Exports from the command line: one journal into a file, or everything an auditor needs into a folder.
import { spawn } from 'node:child_process';
import { mkdir, readdir } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import type { KeptExport } from '../exports/exports.ts';
import type { Job } from '../jobs/jobs.ts';
import { Refused } from './client.ts';
import { type Context, need } from './context.ts';
import { exportJournal } from './counter-commands.ts';

const pauseMs = 500;

/** With a counter its journal, without one an export for the verifier. */
export const exportWhat = (context: Context): Promise<void> =>
  context.words.length > 0 ? exportJournal(context) : exportAll(context);

async function exportAll({ client, options, print, pause }: Context): Promise<void> {
  const out = need(options.out, '--out');
  await requireEmpty(out);
  const counters = options.counters?.split(',').filter((one) => one !== '');
  const wish = {
    ...(options.from ? { from: options.from } : {}),
    ...(options.to ? { to: options.to } : {}),
    ...(counters ? { counters } : {}),
  };
  const { id } = await client.post<{ id: string }>('/api/exports', wish);
  let job = await client.get<Job>(`/api/jobs/${id}`);
  for (let said = ''; job.state === 'running'; job = await client.get<Job>(`/api/jobs/${id}`)) {
    const now = `${job.step ?? ''} ${job.done}`;
    if (now !== said && job.step) print(`${job.step}: ${job.done}\n`);
    said = now;
    await pause(pauseMs);
  }
  if (job.state !== 'done') throw new Refused(job.error?.message ?? 'The export was given up.');
  const made = job.result as KeptExport;
  const response = await client.open(`/api/exports/${made.id}/tar`);
  await unpack(Readable.fromWeb(response.body as ReadableStream), out);
  print(
    `${out}: ${made.files} files, ${made.bytes} bytes, ${made.lines} lines of ${made.journals} journals\n`,
  );
  print('Judge it without this hub: npm run verify -- <folder> --root <root.json of the ceremony>\n');
}

async function requireEmpty(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  if ((await readdir(folder)).length > 0) throw new Refused(`${folder} is not empty: name a new folder.`);
}

async function unpack(archive: Readable, folder: string): Promise<void> {
  const child = spawn('tar', ['-xf', '-', '-C', folder], { stdio: ['pipe', 'ignore', 'inherit'] });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  await pipeline(archive, child.stdin);
  const code = await ended;
  if (code !== 0)
    throw new Refused(`The archive could not be unpacked into ${folder} (tar ended with ${code}).`);
}
