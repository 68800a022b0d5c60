// Many more random walks than a test run has time for: npm run soak:certification -- --runs 500 [--seed 7]
import { parseArgs } from 'node:util';
import { walkReleases } from './release-walk.ts';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '200' }, seed: { type: 'string' } },
});
const began = performance.now();
const walked = await walkReleases({
  numRuns: Number(values.runs),
  ...(values.seed ? { seed: Number(values.seed) } : {}),
});
const seconds = Math.round((performance.now() - began) / 1000);
process.stdout.write(`${JSON.stringify({ ...walked, seconds })}\n`);
