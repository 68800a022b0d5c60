import { describe, expect, it } from 'vitest';
import { entryOf } from '../../tests/lists/lists-rig.ts';
import { admin, openReleasesRig } from '../../tests/releases/releases-rig.ts';
import { publishWork } from './publish-work.ts';

const entries = Array.from({ length: 600 }, (_, index) => entryOf(index + 1));

describe('publication as a job', () => {
  it('[JOB-1, REL-9] tells its four steps in their order, never backwards', async () => {
    const rig = await openReleasesRig();
    const { id, digest } = await rig.signed(entries);
    const told: [done: number, step: string | undefined][] = [];
    const work = publishWork(rig.releases, admin, id, digest);
    const result = await work((done, _total, step) => told.push([done, step]), new AbortController().signal);
    expect(result).toEqual({ version: 2 });
    expect([...new Set(told.map(([, step]) => step))]).toEqual([
      'compute',
      'write',
      'publish',
      'hand-over',
      undefined,
    ]);
    const shares = told.map(([done]) => done);
    expect(shares).toEqual(shares.toSorted((one, other) => one - other));
    expect(shares.at(-1)).toBe(4);
    expect(shares.length).toBeGreaterThan(10);
  });

  it('[JOB-2, REL-9] ended while it writes ahead publishes nothing, and can be done again', async () => {
    const rig = await openReleasesRig();
    const { id, digest } = await rig.signed(entries);
    const controller = new AbortController();
    const work = publishWork(rig.releases, admin, id, digest);
    const ended = work((_done, _total, step) => step === 'write' && controller.abort(), controller.signal);
    await expect(ended).rejects.toThrow(/abort/i);
    expect(await rig.catalog()).toEqual([]);
    expect(await rig.releases.details(id)).toMatchObject({ state: 'ready' });
    expect(await work(() => {}, new AbortController().signal)).toEqual({ version: 2 });
    expect(await rig.catalog()).toHaveLength(entries.length);
  });

  it('[REL-9] what would be refused is refused before it begins', async () => {
    const rig = await openReleasesRig();
    const { id, digest } = await rig.frozen([entryOf(1)]);
    const missing = expect.objectContaining({ reason: 'two-signatures-needed' });
    await expect(rig.releases.requirePublishable(id, digest)).rejects.toThrow(missing);
    const other = expect.objectContaining({ reason: 'release-changed' });
    await expect(rig.releases.requirePublishable(id, '0'.repeat(64))).rejects.toThrow(other);
  });
});
