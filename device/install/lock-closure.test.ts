import { describe, expect, it } from 'vitest';
import { type LockPackages, lockClosure } from './lock-closure.ts';

const packages: LockPackages = {
  '': {},
  device: { dependencies: { a: '1', own: '1' } },
  hub: { dependencies: { b: '1' } },
  'node_modules/own': { link: true, resolved: 'protocol' },
  'node_modules/a': {
    dependencies: { c: '1' },
    optionalDependencies: { gone: '1' },
    peerDependencies: { p: '1' },
  },
  'node_modules/a/node_modules/c': { dependencies: { d: '1' } },
  'node_modules/b': {},
  'node_modules/c': {},
  'node_modules/d': { peerDependencies: { b: '1' }, peerDependenciesMeta: { b: { optional: true } } },
  'node_modules/p': {},
};

describe('the lock of a counter', () => {
  it('[INST-1] holds what is needed, nearest version first, and nothing of the others', () => {
    expect(lockClosure(packages, { device: packages.device! })).toEqual([
      'device',
      'node_modules/own',
      'node_modules/a',
      'node_modules/a/node_modules/c',
      'node_modules/d',
      'node_modules/p',
    ]);
  });

  it('[INST-1] that lacks something needed is no lock', () => {
    expect(() => lockClosure(packages, { x: { dependencies: { none: '1' } } })).toThrow(/no none, which x/);
  });
});
