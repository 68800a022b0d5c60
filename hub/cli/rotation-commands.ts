// Between the hub and the ceremony: who is trusted now, as a file; and a signed rotation, published.
import { joinRotation } from '../signing/rotation/rotation-check.ts';
import type { TrustFile } from '../signing/rotation/rotation-file.ts';
import { trustWords } from '../signing/rotation/rotation-words.ts';
import { type Context, need } from './context.ts';
import { asJson, readRotation, readSignatures, writeNew } from './key-files.ts';
import { UsageError } from './usage.ts';

/** `keys trust --out file [--new-online]`. */
async function takeTrust({ client, options, print }: Context): Promise<void> {
  const out = need(options.out, '--out');
  if (options['new-online']) await client.post('/api/keys/online/next', {});
  const trust = await client.get<TrustFile>('/api/keys/trust');
  await writeNew(out, asJson(trust));
  print(`${trustWords(trust).join('\n')}\n\nTo the machine where the rotation is drafted: ${out}\n`);
}

/** `keys publish <rotation> <signatures…>`. */
async function publishRotation({ client, words, print }: Context): Promise<void> {
  const file = await readRotation(need(words[0], 'the rotation'));
  const signatures = await readSignatures(words.slice(1));
  // Said here and not by the hub, where nothing has been sent yet.
  joinRotation(file, signatures);
  const { root } = await client.post<{ root: number }>('/api/keys/rotations', { file, signatures });
  print(`Root ${root} is published. Counters take it with the lists they are sent now.\n`);
}

export const onlineKeyCommands: Record<string, (context: Context) => Promise<void>> = {
  trust: takeTrust,
  publish: publishRotation,
};

export async function keys(context: Context): Promise<void> {
  const [what, ...words] = context.words;
  const command = Object.hasOwn(onlineKeyCommands, what ?? '') ? onlineKeyCommands[what!] : undefined;
  if (!command) throw new UsageError('keys: make, new, trust, rotate, inspect, verify, publish');
  await command({ ...context, words });
}
