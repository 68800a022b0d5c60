// npm run verify:pack [file]: the verifier as one file, to be published with its hash.
import { resolve } from 'node:path';
import { packVerifier } from './pack.ts';

const path = resolve(process.argv[2] ?? 'dist/zhuangui-verify.mjs');
const { bytes, sha256 } = await packVerifier(path);
process.stdout.write(`${path}: ${bytes} bytes\nSHA-256 ${sha256}\n`);
