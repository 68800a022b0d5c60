// Rows 23 to 25: stores the hub may get one day. Whether it has them is read out of what it depends on.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Fault } from '../../../simulators/faults/fault.ts';

const manifest = fileURLToPath(new URL('../../../hub/package.json', import.meta.url));

/** Why a fault of this store cannot be run: the hub does not depend on any of its packages. */
function absentUnless(store: string, packages: readonly string[]): string | undefined {
  const { dependencies = {} } = JSON.parse(readFileSync(manifest, 'utf8')) as {
    dependencies?: Record<string, string>;
  };
  return packages.some((name) => name in dependencies)
    ? undefined
    : `the hub has no ${store}: hub/package.json names none of ${packages.join(', ')}, one hub works on one SQLite file`;
}

const row = (id: string, name: string, store: string, packages: readonly string[]): Fault => ({
  id,
  name,
  needs: [],
  absent: () => absentUnless(store, packages),
  run: async () => ({ runs: 0, violations: [`${store} is there now: write this fault`], figure: '' }),
});

export const absentStores: Fault[] = [
  row('23', 'PostgreSQL killed and restarted', 'PostgreSQL', ['pg']),
  row('24', 'PostgreSQL: outcome of a commit unknown', 'PostgreSQL', ['pg']),
  row('25', 'Redis killed, flushed', 'Redis', ['ioredis', 'mqemitter-redis', 'aedes-persistence-redis']),
];
