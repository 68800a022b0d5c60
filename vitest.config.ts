import { defineConfig } from 'vitest/config';

const tests = '{protocol,device,hub,simulators,tests,scripts}/**/*.test.{ts,tsx}';
/** Tests of what is promised in seconds: they get the machine for themselves. */
const timed = [
  'tests/wiring/**/*.test.ts',
  'tests/hub/**/*.test.ts',
  'tests/browser/console.test.ts',
  'tests/browser/counter/**/*.test.ts',
  'tests/browser/hub/**/*.test.ts',
  'tests/money/**/*.test.ts',
  'tests/install/**/*.test.ts',
  'tests/bench/start-bench.test.ts',
  'tests/attack/attack.test.ts',
];
const never = ['**/node_modules/**', '**/dist/**'];

export default defineConfig({
  test: {
    pool: 'forks',
    testTimeout: 20_000,
    hookTimeout: 60_000,
    passWithNoTests: false,
    projects: [
      {
        extends: true,
        test: {
          name: 'all',
          include: [tests],
          exclude: [...never, ...timed],
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: { name: 'timed', include: timed, exclude: never, maxWorkers: 1, sequence: { groupOrder: 1 } },
      },
    ],
  },
});
