// npm run verify -- <export> [--root root.json] [--log-key …] [--checkpoint note.txt] [--every-head] [--json]
// Judges an export of the hub. Exit code 0: no violation; 1: violations; 2: this is no export, or it was asked wrongly.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { NoExport } from './export/export-folder.ts';
import { printReport } from './print-report.ts';
import { verifyExport } from './verify.ts';
import { verifierVersion } from './version.ts';

const usage = `usage: verify <folder of the export>
  --root <file>        root metadata you trust, from the ceremony; without it the export's own is taken
  --log-key <key>      key of the transparency log as you have it from elsewhere (name+id+key); may be repeated
  --checkpoint <file>  a checkpoint of the log that you, a witness or a counter kept; may be repeated
  --every-head         verify every signature of every journal, not only those that cover all lines before them
  --json               the report as JSON
`;

/** This very program: what the auditor runs can be compared with what was published. */
function identity(): string {
  const own = readFileSync(fileURLToPath(import.meta.url));
  return `zhuangui-verify ${verifierVersion}, SHA-256 ${createHash('sha256').update(own).digest('hex')}`;
}

function run(args: string[]): number {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      root: { type: 'string' },
      'log-key': { type: 'string', multiple: true },
      checkpoint: { type: 'string', multiple: true },
      'every-head': { type: 'boolean' },
      json: { type: 'boolean' },
      help: { type: 'boolean' },
      version: { type: 'boolean' },
    },
  });
  if (values.version) return say(`${identity()}\n`, 0);
  const [folder] = positionals;
  if (values.help) return say(usage, 0);
  if (folder === undefined || positionals.length > 1) throw new NoExport('name one folder');
  const startMs = performance.now();
  const report = verifyExport(folder, {
    root: values.root,
    logKeys: values['log-key'] ?? [],
    checkpoints: (values.checkpoint ?? []).map((path) => readFileSync(path, 'utf8')),
    everyHead: values['every-head'] ?? false,
  });
  const seconds = (performance.now() - startMs) / 1000;
  if (values.json)
    return say(`${JSON.stringify({ verifier: identity(), ...report }, null, 2)}\n`, report.accepted ? 0 : 1);
  return say(printReport(report, identity(), seconds), report.accepted ? 0 : 1);
}

function say(text: string, code: number): number {
  process.stdout.write(text);
  return code;
}

try {
  process.exitCode = run(process.argv.slice(2));
} catch (error) {
  const isAsked =
    error instanceof NoExport || (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS') === true;
  const isFile = typeof (error as { syscall?: unknown }).syscall === 'string';
  process.stderr.write(
    `${isAsked ? `${usage}\n` : ''}${isAsked || isFile ? (error as Error).message : (error as Error).stack}\n`,
  );
  process.exitCode = 2;
}
