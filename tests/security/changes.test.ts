// What changes the hub's tables: no GET, and nobody of another place; and who asks too much.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Role } from '../../hub/people/actor.ts';
import { type Action, rolesFor } from '../../hub/people/permissions.ts';
import { type HubRig, openHubRig, type RigPerson } from '../hub/hub-rig.ts';
import { fittingBody } from '../hub/route-inputs.ts';
import {
  changed,
  entries,
  everyGrant,
  grantAt,
  knownPaths,
  nameOf,
  rowsOf,
  type Shape,
  shapesOf,
} from './web-rig.ts';

vi.setConfig({ testTimeout: 60_000 });
/** Written about whoever asks, and by the hub's own clockwork. */
const ofAsking = ['audit_entry', 'session', 'api_token'];
let rig: HubRig;
let all: RigPerson;
let shapes: Shape[];
let pathOf: (shape: Shape) => string;

/** Journals that the hub's own auditor has not read to their end: it writes by itself until it has. */
async function judgedAndHeld(): Promise<string[]> {
  const rows = await rowsOf(rig);
  const ends = (table: string) =>
    (rows.get(table) ?? []).map((row) => {
      const { counter, journal, seq } = JSON.parse(row) as { counter: string; journal: string; seq: number };
      return `${counter} ${journal} ${seq}`;
    });
  const judged = new Set(ends('audit_journal'));
  return ends('journal').filter((end) => !judged.has(end));
}

beforeAll(async () => {
  rig = await openHubRig({ wrongTriesMax: 1_000_000 });
  await rig.publish(entries);
  all = await rig.as(everyGrant, '什么都可以');
  shapes = shapesOf(rig);
  pathOf = await knownPaths(rig, all);
  await vi.waitFor(async () => expect(await judgedAndHeld()).toEqual([]), { timeout: 20_000, interval: 100 });
});
afterAll(() => rig.close());

const isStream = ({ answerType }: Shape) => answerType === 'text/event-stream';

describe('a request', () => {
  it('[SEC-5] that is a GET changes nothing, whoever asks for whatever', async () => {
    await rig.hub.ledger.idle();
    const before = await rowsOf(rig);
    const reads = shapes.filter((shape) => shape.method === 'get' && !isStream(shape));
    for (const shape of reads) await (await all.raw(pathOf(shape))).arrayBuffer();
    expect(reads.length).toBeGreaterThan(60);
    expect(changed(before, await rowsOf(rig), ofAsking)).toEqual([]);
  });

  it('[SEC-3] of the right role at another place changes nothing here', async () => {
    const before = await rowsOf(rig);
    const people = new Map<Role, RigPerson>();
    const taken: string[] = [];
    let asked = 0;
    const changes = shapes.filter(
      ({ method, path, access }) => method !== 'get' && path.includes(':') && !isOpen(access),
    );
    for (const shape of changes)
      for (const role of rolesFor(shape.access as Action)) {
        const grant = grantAt(role, 'elsewhere', entries[5]!.supplier.creditCode);
        if (!grant) continue;
        const person = people.get(role) ?? (await rig.as([grant], role));
        people.set(role, person);
        const body = shape.body ? fc.sample(fittingBody(shape.body), { numRuns: 1, seed: 7 })[0] : {};
        const init = { method: shape.method.toUpperCase(), headers: { 'content-type': 'application/json' } };
        const { status } = await person.raw(pathOf(shape), { ...init, body: JSON.stringify(body) });
        asked += 1;
        if (status < 400 || status >= 500) taken.push(`${role} ${nameOf(shape)}: ${status}`);
      }
    expect(asked).toBeGreaterThan(40);
    expect(taken).toEqual([]);
    expect(changed(before, await rowsOf(rig), [...ofAsking, ...madeWithPeople])).toEqual([]);
  });

  it('[SEC-13] that nests without end is refused, also by routes that take anything', async () => {
    const nested = (open: string, close: string, depth: number) =>
      `${open.repeat(depth)}1${close.repeat(depth)}`;
    for (const inner of [nested('[', ']', 5000), nested('{"a":', '}', 3000), nested('[', ']', 50)]) {
      const answer = await fetch(`${rig.url}/api/session/second-factor`, {
        method: 'POST',
        body: `{"challenge":"x","response":${inner}}`,
      });
      expect(answer.status).toBe(400);
      expect(await answer.text()).toContain('deeper than');
    }
  });

  it('[SEC-14] for one stream more than a person may have waits; others still get theirs', async () => {
    const [one, other] = [await rig.as(everyGrant), await rig.as(everyGrant)];
    const abort = new AbortController();
    const stream = (person: RigPerson) => person.raw('/api/dashboard/events', { signal: abort.signal });
    const opened = await Promise.all(Array.from({ length: 20 }, () => stream(one)));
    expect(opened.map(({ status }) => status)).toEqual(opened.map(() => 200));
    const late = await stream(one);
    expect([late.status, late.headers.get('retry-after')]).toEqual([503, '30']);
    expect((await stream(other)).status).toBe(200);
    abort.abort();
    const again = new AbortController();
    await vi.waitFor(async () => {
      const answer = await one.raw('/api/dashboard/events', { signal: again.signal });
      expect(answer.status).toBe(200);
    });
    again.abort();
  });

  it('[SEC-23] with a parameter twice, or one that nobody knows, is refused', async () => {
    for (const query of ['search=a&search=b', 'limit=1&limit=2', 'unknown=1', '__proto__=1', 'search[x]=1'])
      expect([query, (await all.raw(`/api/counters?${query}`)).status]).toEqual([query, 400]);
  });
});

/** Accounts that the walk itself makes. */
const madeWithPeople = ['person', 'person_grant'];
const isOpen = (access: Shape['access']): boolean => access === 'public' || access === 'signed-in';
