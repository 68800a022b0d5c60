// One file of the whole verifier: nothing but Node's own modules beside it, so that an auditor can read and run it alone.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join } from 'node:path';
import { build } from 'rolldown';
import { verifierVersion } from './version.ts';

export interface Packed {
  path: string;
  bytes: number;
  sha256: string;
}

const isOwn = (id: string) => id.startsWith('node:') || builtinModules.includes(id);

/** Bundles into `path`. Rejects when anything but Node's own modules stays outside. */
export async function packVerifier(path: string): Promise<Packed> {
  mkdirSync(dirname(path), { recursive: true });
  const { output } = await build({
    input: join(import.meta.dirname, 'main.ts'),
    platform: 'node',
    external: isOwn,
    treeshake: true,
    logLevel: 'warn',
    output: {
      file: path,
      format: 'esm',
      codeSplitting: false,
      banner: `#!/usr/bin/env node\n// zhuangui-verify ${verifierVersion}: node zhuangui-verify.mjs <folder of an export>`,
    },
  });
  const outside = output
    .flatMap((chunk) => (chunk.type === 'chunk' ? chunk.imports : []))
    .filter((id) => !isOwn(id));
  if (outside.length > 0) throw new Error(`not in the one file: ${outside.join(', ')}`);
  const bytes = readFileSync(path);
  return { path, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}
