// Random people do random things to certification; what they managed to do is written down here, apart from the slice,
// and what is publishable is judged from that alone. Others add their commands to `certificationCommands`.
import fc from 'fast-check';
import { expect } from 'vitest';
import type { Content } from '../../hub/certification/application-content.ts';
import type { Certification } from '../../hub/certification/certification.ts';
import type { CertifiedEntry } from '../../hub/certification/publishable.ts';
import type { Actor, Role } from '../../hub/people/actor.ts';
import { DomainError } from '../../hub/platform/domain-error.ts';
import {
  aohan,
  approve,
  chifeng,
  contentOf,
  creditCodeOf,
  type OneLevel,
  pdf,
  people,
  person,
  resultFile,
  sendBack,
  supplierBody,
} from './certification-rig.ts';

/** What the commands act on; a rig with more in it fits as well. */
export interface World {
  certification: Certification;
  clock: { nowMs(): number; set(ms: number): void };
  /** Puts the one supplier under sanction or lifts it. */
  setBlacklisted(isBlacklisted: boolean): Promise<void>;
}

interface Acted {
  level: 'banner' | 'league' | 'region' | 'national';
  by: Actor;
  versionHash: string;
}

interface Known {
  /** Undefined until created. */
  id?: string;
  content?: Content;
  authors: Set<string>;
  acted: Acted[];
}

/** What happened, as an onlooker knows it. */
export interface Seen {
  slots: Known[];
  isBlacklisted: boolean;
  /** Ever publishable: the walk must get somewhere. */
  reached: Set<string>;
}

export type Command = fc.AsyncCommand<Seen, World>;

const many: Actor = {
  ...people.banner,
  id: 'many',
  grants: [
    ...people.banner.grants,
    ...people.league.grants,
    ...people.region.grants,
    ...people.liaison.grants,
  ],
};
const robot: Actor = { ...many, kind: 'token', id: 'robot' };
const misplaced = person('misplaced', 'region-certifier', { kind: 'league', code: '150100' });
export const crowd: readonly Actor[] = [...Object.values(people), many, robot, misplaced];
const officeOf: Record<OneLevel, readonly Actor[]> = {
  banner: [people.banner, people.banner2, many, people.strangerBanner, people.clerk],
  league: [people.league, people.league2, many, people.strangerLeague],
  region: [people.region, people.region2, many, misplaced],
};
const liaisons: readonly Actor[] = [people.liaison, people.liaison2, many, people.admin];
const slotCount = 3;

export const newSeen = (): Seen => ({
  slots: Array.from({ length: slotCount }, () => ({ authors: new Set<string>(), acted: [] })),
  isBlacklisted: false,
  reached: new Set(),
});

/** The one supplier of the walk, and its first application handed in. */
export async function prepare(seen: Seen, world: World): Promise<void> {
  await world.certification.suppliers.register(people.clerk, supplierBody(1));
  await begin(seen.slots[0]!, 0, people.clerk, world);
}

export async function begin(known: Known, slot: number, by: Actor, world: World): Promise<void> {
  await create(known, slot, by, world);
  if (known.id) await addFile(known, by, 'first', world);
  if (known.id) await submit(known, by, world);
}

/** A refusal is a fair answer; anything else is a fault. */
export async function tried<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DomainError) return undefined;
    throw error;
  }
}

/** A command of one's own: runs, then the invariant is asked. */
export const command = (name: string, run: (seen: Seen, world: World) => Promise<unknown>): Command => ({
  check: () => true,
  async run(seen, world) {
    await run(seen, world);
    await judge(seen, world);
  },
  toString: () => name,
});

const roleOf: Record<Acted['level'], [Role, (actor: Actor) => boolean]> = {
  banner: ['banner-reviewer', (actor) => holdsPlace(actor, 'banner-reviewer', aohan)],
  league: ['league-reviewer', (actor) => holdsPlace(actor, 'league-reviewer', chifeng)],
  region: ['region-certifier', (actor) => holdsRegion(actor, 'region-certifier')],
  national: ['national-liaison', (actor) => holdsRegion(actor, 'national-liaison')],
};
const holdsPlace = (actor: Actor, role: Role, code: string) =>
  actor.grants.some((grant) => grant.role === role && 'code' in grant.place && grant.place.code === code);
const holdsRegion = (actor: Actor, role: Role) =>
  actor.grants.some((grant) => grant.role === role && grant.place.kind === 'region');

/** Nothing is publishable without four levels, four people, the exact version, each in place and role. */
export async function judge(seen: Seen, { certification }: World): Promise<CertifiedEntry[]> {
  const entries = await certification.publishableEntries();
  if (seen.isBlacklisted) expect(entries).toEqual([]);
  for (const one of entries) {
    const known = seen.slots.find(({ id }) => id === one.application);
    expect(known).toBeDefined();
    judgeOne(known!, one, (await certification.applications.find(one.application))?.versionHash);
    seen.reached.add(one.application);
  }
  return entries;
}

function judgeOne(known: Known, one: CertifiedEntry, versionHash: string | undefined): void {
  expect(one.versionHash).toBe(versionHash);
  const valid = known.acted.filter((acted) => acted.versionHash === one.versionHash);
  expect(valid.map(({ level }) => level)).toEqual(['banner', 'league', 'region', 'national']);
  expect(new Set(valid.map(({ by }) => by.id)).size).toBe(4);
  expect(one.approvals.map((approval) => approval.person)).toEqual(valid.map(({ by }) => by.id));
  for (const { level, by } of valid) {
    expect(by.kind).toBe('person');
    expect(roleOf[level][1](by)).toBe(true);
    expect(known.authors.has(by.id)).toBe(false);
  }
  const { banner, ...words } = known.content!;
  expect(one.entry).toMatchObject({ ...words, origin: { banner } });
}

const hashOf = async ({ certification }: World, id: string) =>
  (await certification.applications.find(id))?.versionHash ?? '';

async function create(known: Known, slot: number, by: Actor, { certification }: World): Promise<void> {
  if (known.id) return;
  const content = contentOf(slot + 1);
  const id = await tried(() =>
    certification.applications.create(by, { creditCode: creditCodeOf(1), content }),
  );
  if (!id) return;
  Object.assign(known, { id, content });
  known.authors.add(by.id);
}

async function edit(known: Known, by: Actor, maxFen: number, world: World): Promise<void> {
  const content = { ...known.content!, priceBand: { minFen: 1000, maxFen } };
  const versionHash = await hashOf(world, known.id!);
  const done = await tried(() =>
    world.certification.applications.edit(by, known.id!, { versionHash, content }),
  );
  if (!done || done.versionHash === versionHash) return;
  known.content = content;
  known.authors.add(by.id);
}

async function addFile(known: Known, by: Actor, text: string, world: World): Promise<void> {
  const before = await hashOf(world, known.id!);
  const file = { name: 'a.pdf', bytes: pdf(text) };
  const done = await tried(() => world.certification.applications.addEvidence(by, known.id!, file));
  if (done && done.versionHash !== before) known.authors.add(by.id);
}

async function submit(known: Known, by: Actor, { certification }: World): Promise<void> {
  if (await tried(() => certification.applications.submit(by, known.id!))) known.authors.add(by.id);
}

async function decide(known: Known, level: OneLevel, by: Actor, isApproval: boolean, world: World) {
  const versionHash = await hashOf(world, known.id!);
  const act = isApproval ? approve : sendBack;
  const done = await tried(() => act(world, known.id!, level, by));
  if (done && isApproval) known.acted.push({ level, by, versionHash });
}

/** Said here once more, so that the slice's own table is not its own witness. */
const dueLevel = (state: string | undefined): OneLevel | undefined =>
  state === 'submitted'
    ? 'banner'
    : state === 'banner-reviewed'
      ? 'league'
      : state === 'league-reviewed'
        ? 'region'
        : undefined;

/** The level whose turn it is, by one of its offices' people or of others who try. */
export async function turn(known: Known, pick: number, isApproval: boolean, world: World): Promise<void> {
  const state = (await world.certification.applications.find(known.id!))?.state;
  const level = dueLevel(state);
  if (!level) return;
  const office = officeOf[level];
  await decide(known, level, office[pick % office.length]!, isApproval, world);
}

async function together(known: Known, picks: readonly Actor[], world: World): Promise<void> {
  const state = (await world.certification.applications.find(known.id!))?.state;
  const level = dueLevel(state);
  if (level) await Promise.all(picks.map((by) => decide(known, level, by, true, world)));
}

async function importResult(seen: Seen, by: Actor, month: string, isWrong: boolean, world: World) {
  const { results, batches } = world.certification;
  const items = await batches.items(month);
  if (items.length === 0) return;
  const lines = items.map(({ id }) => ({ application: id, certificate: `FP-${id}` }));
  if (isWrong) lines.push({ application: '150430-2020-0999', certificate: 'FP-x' });
  const waiting = items.filter(({ result }) => result === null);
  const report = await tried(() => results.import(by, month, resultFile(lines), true));
  if (isWrong) expect(report?.applied ?? false).toBe(false);
  if (!report?.applied) return;
  const held = new Set(report.held.map(({ application }) => application));
  for (const { id, versionHash } of waiting.filter((item) => !held.has(item.id)))
    seen.slots.find((known) => known.id === id)?.acted.push({ level: 'national', by, versionHash });
}

/** The month's next step, whichever it is. */
export async function nation(seen: Seen, by: Actor, isWrong: boolean, world: World): Promise<void> {
  const { batches, publicity } = world.certification;
  for (const { month, state } of await batches.list()) {
    if (state === 'open') await tried(() => batches.close(by, month));
    else if (state === 'closed') await tried(() => batches.submit(by, month));
    else {
      await importResult(seen, by, month, isWrong, world);
      await tried(() => publicity.publish(by, month));
    }
  }
}

async function objection(known: Known, isUpheld: boolean, { certification: { publicity } }: World) {
  const id = known.id!;
  const [open] = (await publicity.objections(id)).filter(({ state }) => state === 'open');
  await tried(() =>
    open
      ? publicity.answer(people.liaison, id, open.id, { isUpheld, answer: '已核实' })
      : publicity.object(people.liaison, id, { objector: '李某', text: '不实' }),
  );
}

const dayMs = 86_400_000;
const slotOf = fc.nat(slotCount - 1);
const someone = fc.constantFrom(...crowd);
const writer = fc.constantFrom(people.clerk, people.clerk, people.clerk, people.filer, ...crowd);

/** A command on one application that exists. */
const onSlot = (name: string, slot: number, run: (known: Known, world: World) => Promise<unknown>): Command =>
  command(`${name} ${slot}`, async (seen, world) => {
    const known = seen.slots[slot]!;
    if (known.id) await run(known, world);
  });

/** Written so that half of all that is tried is what an honest office would do next. */
export const certificationCommands: readonly fc.Arbitrary<Command>[] = [
  fc
    .tuple(slotOf, writer)
    .map(([slot, by]) =>
      command(`create ${slot} by ${by.id}`, (seen, world) => begin(seen.slots[slot]!, slot, by, world)),
    ),
  fc
    .tuple(slotOf, writer, fc.integer({ min: 1000, max: 1003 }))
    .map(([slot, by, fen]) =>
      onSlot(`edit to ${fen} by ${by.id}`, slot, (known, world) => edit(known, by, fen, world)),
    ),
  fc
    .tuple(slotOf, writer, fc.constantFrom('x', 'y'))
    .map(([slot, by, text]) =>
      onSlot(`file ${text} by ${by.id}`, slot, (known, world) => addFile(known, by, text, world)),
    ),
  ...Array.from({ length: 2 }, () =>
    fc
      .tuple(slotOf, writer)
      .map(([slot, by]) => onSlot(`submit by ${by.id}`, slot, (known, world) => submit(known, by, world))),
  ),
  ...Array.from({ length: 14 }, () =>
    fc
      .tuple(slotOf, fc.nat(20), fc.integer({ min: 0, max: 9 }))
      .map(([slot, pick, dice]) =>
        onSlot(`turn ${pick}${dice ? '' : ' back'}`, slot, (known, world) =>
          turn(known, pick, dice > 0, world),
        ),
      ),
  ),
  fc
    .tuple(slotOf, fc.constantFrom<OneLevel>('banner', 'league', 'region'), someone)
    .map(([slot, level, by]) =>
      onSlot(`${level} by ${by.id}`, slot, (known, world) => decide(known, level, by, true, world)),
    ),
  fc
    .tuple(slotOf, fc.array(someone, { minLength: 2, maxLength: 4 }))
    .map(([slot, picks]) =>
      onSlot(`together ${picks.map(({ id }) => id)}`, slot, (known, world) => together(known, picks, world)),
    ),
  ...Array.from({ length: 6 }, () =>
    fc
      .tuple(fc.constantFrom(...liaisons), fc.integer({ min: 0, max: 3 }))
      .map(([by, dice]) =>
        command(`nation by ${by.id}${dice ? '' : ' wrong'}`, (seen, world) =>
          nation(seen, by, dice === 0, world),
        ),
      ),
  ),
  fc
    .tuple(slotOf, fc.boolean())
    .map(([slot, isUpheld]) =>
      onSlot(`objection upheld ${isUpheld}`, slot, (known, world) => objection(known, isUpheld, world)),
    ),
  fc.integer({ min: 0, max: 5 }).map((dice) =>
    command(`blacklisted ${dice === 0}`, async (seen, world) => {
      seen.isBlacklisted = dice === 0;
      await world.setBlacklisted(seen.isBlacklisted);
    }),
  ),
  ...Array.from({ length: 2 }, () =>
    fc
      .integer({ min: 1, max: 15 })
      .map((days) =>
        command(`${days} days`, async (_seen, { clock }) => clock.set(clock.nowMs() + days * dayMs)),
      ),
  ),
];
