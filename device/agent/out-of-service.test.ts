import { describe, expect, it } from 'vitest';
import { outOfService, type ServiceState } from './out-of-service.ts';

const fine: ServiceState = {
  ready: true,
  journalWritable: true,
  linkBroken: false,
  hasLists: true,
  freshness: 'green',
  suspended: false,
  boardOnline: true,
  boardSettling: false,
  storageLow: false,
  allWarm: false,
  cabinetBlocked: false,
  inService: false,
};

describe('out of service', () => {
  it('[SCR-3] is null when something can be bought, amber lists included', () => {
    expect(outOfService(fine)).toBeNull();
    expect(outOfService({ ...fine, freshness: 'amber' })).toBeNull();
  });

  it.each([
    ['starting', { ready: false }],
    ['journal-fork', { linkBroken: true }],
    ['journal-not-writable', { journalWritable: false }],
    ['no-lists', { hasLists: false }],
    ['lists-too-old', { freshness: 'red' }],
    ['channel-suspended', { suspended: true }],
    ['storage-nearly-full', { storageLow: true }],
    ['in-service', { inService: true }],
    ['board-settling', { boardOnline: false, boardSettling: true }],
    ['board-offline', { boardOnline: false }],
    ['too-warm', { allWarm: true }],
    ['cabinet-blocked', { cabinetBlocked: true }],
  ] as const)('[SCR-3] says %s', (reason, change) => {
    expect(outOfService({ ...fine, ...change })).toBe(reason);
  });

  it('[SCR-3] names the most fundamental reason when several hold', () => {
    expect(outOfService({ ...fine, linkBroken: true, boardOnline: false, freshness: 'red' })).toBe(
      'journal-fork',
    );
  });
});
