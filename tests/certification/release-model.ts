// Random people do random things to releases, keys and sanctions beside certification; after each the catalog is judged.
import { createHash } from 'node:crypto';
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import { leagueOfBanner } from '@zhuangui/protocol/checks/region-code.ts';
import fc from 'fast-check';
import { CatalogError } from '../../hub/catalog/catalog-error.ts';
import { lineOf } from '../../hub/catalog/entry-lines.ts';
import { memorySigner } from '../../hub/catalog/keys.ts';
import type { Actor } from '../../hub/people/actor.ts';
import { can } from '../../hub/people/can.ts';
import { machineActor } from '../../hub/people/machine-actor.ts';
import type { Action } from '../../hub/people/permissions.ts';
import { entryOf } from '../lists/lists-rig.ts';
import {
  begin,
  type Command,
  crowd,
  nation,
  newSeen,
  prepare,
  type Seen,
  tried,
  turn,
} from './certification-model.ts';
import { creditCodeOf, people } from './certification-rig.ts';
import { judgeVersion, type Known, readEvidence } from './published-judge.ts';
import { baseEntries, keyHolders, type ReleaseWorld } from './release-world.ts';

export interface ReleaseSeen extends Seen {
  releases: string[];
  /** Digests that releases had once; some of them are old by now. */
  digests: string[];
  filed: Map<string, Set<string>>;
  /** Newest version that was judged, and its lines. */
  judged: { version: number; lines: ReadonlyMap<string, string> };
  /** Versions published in the walk, and how many entries of applications came in. */
  published: number;
  /** Acts that were refused; a walk where nothing is refused tries nothing. */
  refused: number;
  /** States of the applications when their supplier was blacklisted. */
  frozen: Map<string, string> | undefined;
}

type ReleaseCommand = fc.AsyncCommand<ReleaseSeen, ReleaseWorld>;

export const newReleaseSeen = (): ReleaseSeen => ({
  ...newSeen(),
  releases: [],
  digests: [],
  filed: new Map(),
  judged: { version: 2, lines: new Map(baseEntries.map((entry) => [entry.id, lineOf(entry)])) },
  published: 0,
  refused: 0,
  frozen: undefined,
});

const robot: Actor = { ...people.admin, kind: 'token', id: 'robot' };
const many = crowd.find(({ id }) => id === 'many')!;
/** Holds every office at once, and drafts as well. */
const boss: Actor = { ...many, grants: [...many.grants, ...people.admin.grants] };
export const everybody: readonly Actor[] = [...crowd, boss, robot, machineActor];
const officers = [people.admin, people.admin, people.liaison, boss, robot, machineActor, people.region];
const signatories = [people.region, people.region2, many, boss, people.admin, machineActor, people.clerk];

/** Places and offices of the crowd, said once more from the grants alone. */
export const knownOf = (seen: ReleaseSeen, world: ReleaseWorld): Known => ({
  catalogKeys: new Set(world.signers.certifiers.map(({ publicKey }) => publicKey)),
  mayAct: (person, level, banner) =>
    everybody.some(
      ({ id, kind, grants }) =>
        id === person &&
        kind === 'person' &&
        grants.some(({ role, place }) => {
          if (level === 'banner')
            return role === 'banner-reviewer' && 'code' in place && place.code === banner;
          if (level === 'league')
            return role === 'league-reviewer' && 'code' in place && place.code === leagueOfBanner(banner);
          return (
            role === (level === 'region' ? 'region-certifier' : 'national-liaison') && place.kind === 'region'
          );
        }),
    ),
  maySign: (person) =>
    everybody.some(
      ({ id, kind, grants }) =>
        id === person &&
        kind === 'person' &&
        grants.some(({ role, place }) => role === 'region-certifier' && place.kind === 'region'),
    ),
  filed: seen.filed,
  blacklistedAt: () => new Set(seen.isBlacklisted ? [creditCodeOf(1)] : []),
});

/** Judges what was published since; throws when something has no right to be there. */
export async function judgePublished(seen: ReleaseSeen, world: ReleaseWorld): Promise<void> {
  const { catalog } = await world.repository.versions();
  if (catalog > seen.judged.version) {
    const evidence = await readEvidence(world.db);
    for (let version = seen.judged.version + 1; version <= catalog; version += 1) {
      const lines = judgeVersion(evidence, knownOf(seen, world), version, seen.judged.lines);
      seen.judged = { version, lines };
      seen.published += 1;
    }
  }
  await judgeFrozen(seen, world);
}

const statesOf = async ({ db }: ReleaseWorld) =>
  new Map(
    (await db.query<{ id: string; state: string }>('SELECT id, state FROM application')).map((row) => [
      row.id,
      row.state,
    ]),
  );

/** While their supplier is blacklisted no application goes on. */
async function judgeFrozen(seen: ReleaseSeen, world: ReleaseWorld): Promise<void> {
  if (!seen.isBlacklisted) seen.frozen = undefined;
  else {
    const now = await statesOf(world);
    for (const [id, state] of seen.frozen ?? [])
      if (now.get(id) !== state && !stops.has(now.get(id)!))
        throw new Error(`${id} went from ${state} to ${now.get(id)} while its supplier was blacklisted`);
    seen.frozen = now;
  }
}
/** Ways back, or out, that a sanction need not bar. */
const stops = new Set(['draft', 'returned', 'rejected', 'withdrawn', 'expired']);

/** The route's own question, then the act. Refusals are fair. */
async function act<T>(
  seen: ReleaseSeen,
  actor: Actor,
  action: Action,
  work: () => Promise<T>,
): Promise<T | undefined> {
  if (!can(actor, action)) {
    seen.refused += 1;
    return undefined;
  }
  const done = await tried(async () => {
    try {
      return { value: await work() };
    } catch (error) {
      if (error instanceof CatalogError) return undefined;
      throw error;
    }
  });
  if (!done) seen.refused += 1;
  return done?.value;
}

const command = (
  name: string,
  run: (seen: ReleaseSeen, world: ReleaseWorld) => Promise<unknown>,
): ReleaseCommand => ({
  check: () => true,
  async run(seen, world) {
    await run(seen, world);
    await judgePublished(seen, world);
  },
  toString: () => name,
});

/** The same judge after the commands of certification. */
const judgedToo = (inner: Command): ReleaseCommand => ({
  check: () => true,
  async run(seen, world) {
    await inner.run(seen, world);
    await judgePublished(seen, world);
  },
  toString: () => inner.toString(),
});
export const alsoJudged = (all: readonly fc.Arbitrary<Command>[]) => all.map((one) => one.map(judgedToo));

/** The newest release that is still open, or any. */
const pickOf = (seen: ReleaseSeen, pick: number): string | undefined =>
  pick < 7 ? seen.releases.at(-1) : seen.releases[pick % Math.max(seen.releases.length, 1)];

async function digestOf(seen: ReleaseSeen, world: ReleaseWorld, id: string, isOld: boolean): Promise<string> {
  const now = (await world.releases.details(id)).digest ?? '';
  if (!isOld) return now;
  return seen.digests.find((digest) => digest !== now) ?? 'f'.repeat(64);
}

const fileOf = (entries: readonly Entry[], rejected: number) => ({
  bytes: new TextEncoder().encode(entries.map(lineOf).join('\n') + rejected),
  name: '全国目录.xlsx',
  absent: 'keep' as const,
  read: {
    ok: true as const,
    entries: [...entries],
    rejected: Array.from({ length: rejected }, (_, row) => ({ row, reasons: [] })),
    skipped: [],
    counts: { rows: entries.length + rejected, accepted: entries.length, rejected, skipped: 0, byReason: {} },
  },
});

async function takeFile(
  seen: ReleaseSeen,
  world: ReleaseWorld,
  by: Actor,
  id: string,
  numbers: readonly number[],
) {
  const entries = [...new Set(numbers)].map((number) => entryOf(number));
  const file = fileOf(entries, numbers.length % 3);
  const kept = await act(seen, by, 'release.draft', () => world.releases.takeFile(by, id, file));
  if (kept)
    seen.filed.set(createHash('sha256').update(file.bytes).digest('hex'), new Set(entries.map(lineOf)));
}

export const signingWays = [
  'own',
  'own',
  'own',
  'own',
  'other',
  'stranger',
  'bytes',
  'old',
  'passphrase',
] as const;
type Way = (typeof signingWays)[number];

async function sign(seen: ReleaseSeen, world: ReleaseWorld, by: Actor, id: string, way: Way): Promise<void> {
  const bytes = await tried(async () => (await world.releases.signable(id)).bytes);
  const index = keyHolders.findIndex((holder) => holder.id === by.id);
  const own = world.signers.certifiers[Math.max(index, 0)]!;
  const key =
    way === 'other' ? world.signers.certifiers[(index + 1) % 3]! : way === 'stranger' ? memorySigner() : own;
  const over = way === 'bytes' ? (bytes ?? new Uint8Array(9)).slice(1) : (bytes ?? new Uint8Array(9));
  const signature = Buffer.from(key.sign(over)).toString('hex');
  const digest = await digestOf(seen, world, id, way === 'old');
  const means = way === 'passphrase' ? { passphrase: 'a' } : { signature };
  const done = await act(seen, by, 'release.sign', () => world.releases.sign(by, id, digest, means));
  if (done && way !== 'own') throw new Error(`${by.id} signed by way of ${way}`);
}

async function publish(
  seen: ReleaseSeen,
  world: ReleaseWorld,
  by: Actor,
  id: string,
  isOld: boolean,
): Promise<void> {
  const digest = await digestOf(seen, world, id, isOld);
  await act(seen, by, 'release.publish', () => world.releases.publish(by, id, digest));
}

async function submit(seen: ReleaseSeen, world: ReleaseWorld, by: Actor, id: string): Promise<void> {
  const done = await act(seen, by, 'release.draft', () => world.releases.submit(by, id));
  if (done) seen.digests.push(done.digest);
}

async function begun(seen: ReleaseSeen, world: ReleaseWorld, by: Actor): Promise<void> {
  const id = await act(seen, by, 'release.draft', () => world.releases.create(by, '期'));
  if (id) seen.releases.push(id);
}

/** What an honest office does next with the newest release; a random one of its people. */
async function next(seen: ReleaseSeen, world: ReleaseWorld, by: Actor): Promise<void> {
  const id = seen.releases.at(-1);
  const found = id ? await world.releases.details(id) : undefined;
  if (!found || !['draft', 'ready'].includes(found.state)) await begun(seen, world, by);
  else if (found.moved) await act(seen, by, 'release.draft', () => world.releases.rebase(by, id!));
  else if (found.state === 'draft' && Object.values(found.counts).every((count) => count === 0)) {
    await act(seen, by, 'release.draft', () => world.releases.takeApplications(by, id!));
    await takeFile(seen, world, by, id!, [seen.published + 10]);
  } else if (found.state === 'draft') await submit(seen, world, by, id!);
  else if (found.signatures.length < 2) {
    for (const person of [people.region, people.region2, many]) await sign(seen, world, person, id!, 'own');
  } else await publish(seen, world, by, id!, false);
}

const change = (entry: Entry, kind: number, fen: number): Entry => {
  if (kind === 0) return { ...entry, priceBand: { minFen: 800, maxFen: fen } };
  if (kind === 1) return { ...entry, gtins: ['6900000999990'] };
  if (kind === 2) return { ...entry, supplier: { ...entry.supplier, creditCode: creditCodeOf(3) } };
  if (kind === 3) return { ...entry, certificate: { ...entry.certificate, validUntil: '2035-01-01' } };
  if (kind === 4) return { ...entry, id: 'NM999999' };
  return { ...entry, helps: { ...entry.helps, people: fen } };
};

async function edit(
  seen: ReleaseSeen,
  world: ReleaseWorld,
  by: Actor,
  id: string,
  [at, kind, fen]: [number, number, number],
) {
  const lines = [...seen.judged.lines.values()];
  if (lines.length === 0) return;
  const entry = change(JSON.parse(lines[at % lines.length]!) as Entry, kind, fen);
  await act(seen, by, 'release.draft', () => world.releases.edit(by, id, entry, '改'));
}

async function remove(seen: ReleaseSeen, world: ReleaseWorld, by: Actor, id: string, at: number) {
  const ids = [...seen.judged.lines.keys()];
  const entry = ids[at % Math.max(ids.length, 1)];
  if (entry)
    await act(seen, by, 'release.draft', () => world.releases.remove(by, id, entry, 'supplier', '退出'));
}

const hourMs = 3_600_000;
async function schedule(
  seen: ReleaseSeen,
  world: ReleaseWorld,
  by: Actor,
  id: string,
  hours: number,
): Promise<void> {
  const digest = await digestOf(seen, world, id, false);
  const atMs = world.clock.nowMs() + hours * hourMs;
  await act(seen, by, 'release.publish', () => world.releases.schedule(by, id, digest, atMs));
}

/** The clock goes on and what is due is published, after a restart or without. */
async function advance(world: ReleaseWorld, hours: number, isRestart: boolean): Promise<void> {
  world.clock.set(world.clock.nowMs() + hours * hourMs);
  if (isRestart) await world.restart();
  else await world.releases.start();
}

async function keyTricks(seen: ReleaseSeen, world: ReleaseWorld, pick: number): Promise<void> {
  const { publicKey } = world.signers.certifiers[pick % 3]!;
  const key = pick % 2 === 0 ? publicKey : memorySigner().publicKey;
  const body = { publicKey: key, role: 'catalog' as const, person: everybody[pick % everybody.length]!.id };
  const done = await act(seen, people.admin, 'key.manage', () => world.signing.register(people.admin, body));
  if (done) throw new Error(`a second person got the key ${done.keyId}`);
}

const officer = fc.constantFrom(...officers);
const anybody = fc.constantFrom(...everybody);
const who = fc.oneof({ weight: 4, arbitrary: officer }, { weight: 1, arbitrary: anybody });
const pick = fc.nat(9);

const onRelease = (
  name: string,
  run: (seen: ReleaseSeen, world: ReleaseWorld, by: Actor, id: string) => Promise<unknown>,
  by: fc.Arbitrary<Actor> = who,
): fc.Arbitrary<ReleaseCommand> =>
  fc.tuple(by, pick).map(([actor, at]) =>
    command(`${name} by ${actor.id}`, async (seen, world) => {
      const id = pickOf(seen, at);
      if (id) await run(seen, world, actor, id);
    }),
  );

/** Half of what is tried is what an honest office would do. */
export const releaseCommands: readonly fc.Arbitrary<ReleaseCommand>[] = [
  ...Array.from({ length: 8 }, () =>
    fc
      .constantFrom(people.admin, people.admin, boss, machineActor)
      .map((by) => command(`next by ${by.id}`, (seen, world) => next(seen, world, by))),
  ),
  who.map((by) => command(`new release by ${by.id}`, (seen, world) => begun(seen, world, by))),
  onRelease('take applications', (seen, world, by, id) =>
    act(seen, by, 'release.draft', () => world.releases.takeApplications(by, id)),
  ),
  fc
    .array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 4 })
    .chain((numbers) =>
      onRelease(`file ${numbers}`, (seen, world, by, id) => takeFile(seen, world, by, id, numbers)),
    ),
  fc
    .tuple(fc.nat(20), fc.nat(5), fc.integer({ min: 900, max: 1500 }))
    .chain((how) => onRelease(`edit ${how}`, (seen, world, by, id) => edit(seen, world, by, id, how))),
  fc
    .nat(20)
    .chain((at) => onRelease(`remove ${at}`, (seen, world, by, id) => remove(seen, world, by, id, at))),
  onRelease('expired out', (seen, world, by, id) =>
    act(seen, by, 'release.draft', () => world.releases.removeExpired(by, id)),
  ),
  onRelease('rebase', (seen, world, by, id) =>
    act(seen, by, 'release.draft', () => world.releases.rebase(by, id)),
  ),
  onRelease('drop', (seen, world, by, id) =>
    act(seen, by, 'release.draft', () => world.releases.drop(by, id)),
  ),
  onRelease('submit', submit),
  ...Array.from({ length: 4 }, () =>
    fc
      .constantFrom(...signingWays)
      .chain((way) =>
        onRelease(
          `sign ${way}`,
          (seen, world, by, id) => sign(seen, world, by, id, way),
          fc.constantFrom(...signatories),
        ),
      ),
  ),
  onRelease('two signatures and a publication at once', (seen, world, by, id) =>
    Promise.all([
      sign(seen, world, people.region, id, 'own'),
      sign(seen, world, people.region, id, 'own'),
      publish(seen, world, by, id, false),
      edit(seen, world, people.admin, id, [0, 0, 1111]),
      sign(seen, world, people.region2, id, 'own'),
    ]),
  ),
  fc
    .boolean()
    .chain((isOld) => onRelease('publish', (seen, world, by, id) => publish(seen, world, by, id, isOld))),
  onRelease(
    'send back',
    (seen, world, by, id) => act(seen, by, 'release.sign', () => world.releases.sendBack(by, id, '依据不足')),
    fc.constantFrom(...signatories),
  ),
  fc
    .integer({ min: -5, max: 60 })
    .chain((hours) =>
      onRelease(`schedule ${hours} h`, (seen, world, by, id) => schedule(seen, world, by, id, hours)),
    ),
  fc
    .tuple(fc.integer({ min: 1, max: 100 }), fc.boolean())
    .map(([hours, isRestart]) =>
      command(`${hours} h${isRestart ? ' and a restart' : ''}`, (_seen, world) =>
        advance(world, hours, isRestart),
      ),
    ),
  fc.nat(60).map((at) => command(`key ${at} again`, (seen, world) => keyTricks(seen, world, at))),
  fc.constantFrom('NM000001', 'NM000002', '').map((entry) =>
    command(`withdraw ${entry}`, async (seen, world) => {
      await act(seen, people.admin, 'sanction.withdraw', () =>
        world.sanctions.withdrawProduct(entry, { reason: '抽检', by: '监管' }),
      );
    }),
  ),
];

/** One application published nationally and one certified by the region, before the walk begins. */
export async function prepareReleases(seen: ReleaseSeen, world: ReleaseWorld): Promise<void> {
  await prepare(seen, world);
  await begin(seen.slots[1]!, 1, people.clerk, world);
  for (const known of seen.slots.slice(0, 2))
    for (let level = 0; level < 3; level += 1) await turn(known, 0, true, world);
  for (let step = 0; step < 5; step += 1) {
    await nation(seen, people.liaison, false, world);
    world.clock.set(world.clock.nowMs() + 240 * hourMs);
  }
}
