// Every route of the hub, found in its own list: who gets in, and what rubbish does to it.
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { coreRoutes } from '../../hub/http/core-routes.ts';
import type { HttpParts } from '../../hub/http/hub-parts.ts';
import type { Route } from '../../hub/http/routes/route.ts';
import { type Grant, type Role, roles } from '../../hub/people/actor.ts';
import { type Action, rolesFor } from '../../hub/people/permissions.ts';
import { sampleEntries } from '../../simulators/samples/entries.ts';
import { type HubRig, openHubRig, type RigPerson } from './hub-rig.ts';
import { brokenBodies, fittingBody, mutatedBody, nastyTexts, strangeIds } from './route-inputs.ts';

type Shape = Route['shape'];
/** All of every list instead of a part of it: ZHUANGUI_ROUTES=all. */
const isThorough = process.env['ZHUANGUI_ROUTES'] === 'all';
/** Every so-manieth of what is tried, another part for each route. */
const some = <T>(list: readonly T[], shape: Shape, step: number): T[] =>
  list.filter((_one, index) => isThorough || (index + shapes.indexOf(shape)) % step === 0);
const timeoutMs = isThorough ? 600_000 : 60_000;
vi.setConfig({ testTimeout: timeoutMs });

const entries = sampleEntries({ count: 12, referenceDate: '2026-11-23' });
/** The widest place each role can be held at. */
const grantOf = (role: Role): Grant => {
  if (role === 'banner-reviewer') return { role, place: { kind: 'banner', code: '150102' } };
  if (role === 'league-reviewer') return { role, place: { kind: 'league', code: '150100' } };
  if (role === 'operating-company') return { role, place: { kind: 'operating-company', name: '某运营公司' } };
  if (role === 'host-unit') return { role, place: { kind: 'host-unit', name: '自治区某机关' } };
  if (role === 'supplier')
    return { role, place: { kind: 'supplier', creditCode: entries[0]!.supplier.creditCode } };
  return { role, place: { kind: 'region' } };
};
const everywhere: Grant[] = roles.map(grantOf);
let rig: HubRig;
let shapes: readonly Shape[];
let all: RigPerson;
/** Values of path parameters that exist. */
let known: Record<string, string>;

beforeAll(async () => {
  rig = await openHubRig({ wrongTriesMax: 1_000_000 });
  await rig.publish(entries);
  const counter = await rig.addCounter('a-0001');
  await counter.confirm();
  await counter.sell(entries[0]!);
  shapes = [...rig.hub.slices.routes, ...coreRoutes(rig.hub as unknown as HttpParts)].map(
    ({ shape }) => shape,
  );
  all = await rig.as(everywhere, '什么都可以');
  known = await seeded();
});
afterAll(() => rig.close());
// What one test did to its own person does not blunt the next.
beforeEach(async () => {
  all = await rig.as(everywhere, '什么都可以');
});

async function idOf(answer: Promise<Response>): Promise<string> {
  const response = await answer;
  const body = (await response.json()) as { id?: string };
  if (!body.id) throw new Error(`${response.url}: ${response.status} ${JSON.stringify(body)}`);
  return body.id;
}

/** One of each kind of thing that has an id. */
async function seeded(): Promise<Record<string, string>> {
  const sanction = await idOf(rig.post('/api/withdrawals', { entry: entries[1]!.id, reason: '抽检不合格' }));
  const release = await idOf(all.post('/api/releases', { title: '十一月' }));
  return {
    '/api/fleet/counters/': 'a-0001',
    '/api/counters/': 'a-0001',
    '/api/supervision/sanctions/': sanction,
    '/api/releases/': release,
    '/api/catalog/entries/': entries[2]!.id,
    '/api/people/': (await rig.as([])).actor.id,
    '/api/certification/batches/': '2026-11',
    '/api/reports/': '2026-10',
  };
}

const pathOf = ({ path }: Shape, id: string): string => path.replace(/:\w+/g, () => encodeURIComponent(id));

function knownPath(shape: Shape): string {
  const prefix = Object.keys(known).find((one) => shape.path.startsWith(`${one}:`));
  return pathOf({ ...shape, path: shape.path.replace(/:\w+/, prefix ? known[prefix]! : 'x1') }, 'x1');
}

interface Answered {
  status: number;
  ms: number;
  /** The error object, when there is one. */
  code: string | undefined;
}

type Send = (path: string, init: RequestInit) => Promise<Response>;
const anyone: Send = (path, init) => fetch(rig.url + path, init);

/** Streams are left at once. */
async function ask(send: Send, shape: Shape, path: string, init: RequestInit = {}): Promise<Answered> {
  const abort = new AbortController();
  const began = performance.now();
  const response = await send(path, { method: shape.method.toUpperCase(), signal: abort.signal, ...init });
  const { status } = response;
  const ms = () => performance.now() - began;
  if (response.headers.get('content-type')?.startsWith('text/event-stream')) {
    abort.abort();
    return { status, ms: ms(), code: undefined };
  }
  const text = await response.text();
  const code = status >= 400 ? (JSON.parse(text) as { error?: { code?: string } }).error?.code : undefined;
  return { status, ms: ms(), code };
}

const isAction = (access: Shape['access']): access is Action => access !== 'public' && access !== 'signed-in';
const nameOf = ({ method, path }: Shape): string => `${method.toUpperCase()} ${path}`;
const json = (body: unknown): RequestInit => ({
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body) ?? '',
});

const bare = ({ method }: Shape): RequestInit => (method === 'get' ? {} : json({}));
const firstWithout = (action: Action) => roles.find((role) => !rolesFor(action).includes(role));
/** The first route of its action. */
const isFirst = (list: readonly Shape[], { access, path }: Shape): boolean =>
  list.find((one) => one.access === access)?.path === path;

/** Whoever may do everything; signed in again when an act of the walk ended the session. */
const asAll: Send = async (path, init) => {
  const response = await all.raw(path, init);
  if (response.status !== 401) return response;
  all = await rig.as(everywhere, '什么都可以');
  return all.raw(path, init);
};

/** What must never be: a fault of the hub's own, or a refusal without its error object. */
function faultOf({ status, code }: Answered): string | undefined {
  if (status >= 500 && status !== 503) return `${status} ${code}`;
  return status >= 400 && code === undefined ? `${status} without an error object` : undefined;
}

describe('every route', () => {
  it(
    '[HTTP-1] is in the document, and says who may use it',
    async () => {
      const { paths } = (await (await fetch(`${rig.url}/api/openapi.json`)).json()) as {
        paths: Record<string, Record<string, unknown>>;
      };
      const described = Object.entries(paths).flatMap(([path, methods]) =>
        Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
      );
      const listed = shapes.map((shape) => nameOf(shape).replace(/:(\w+)/g, '{$1}'));
      const documents = described.filter((name) => /openapi|asyncapi|\/api\/docs/.test(name));
      expect(documents).toHaveLength(4);
      expect([...listed, ...documents].sort()).toEqual(described.sort());
      expect(new Set(listed).size).toBe(listed.length);
    },
    timeoutMs,
  );

  it(
    '[HTTP-1] [HTTP-3] answers 401 to whoever has not signed in, unless it is public',
    async () => {
      const open: string[] = [];
      for (const shape of shapes.filter(({ access }) => access !== 'public')) {
        const { status, code } = await ask(anyone, shape, knownPath(shape), bare(shape));
        if (status !== 401 || code !== 'not-signed-in') open.push(`${nameOf(shape)}: ${status} ${code}`);
      }
      expect(open).toEqual([]);
    },
    timeoutMs,
  );

  it(
    '[PEO-1] refuses each role what its table does not name, and writes the refusal down',
    async () => {
      const wrong: string[] = [];
      const everyRefusal = async (role: Role) => {
        const person = await rig.as([grantOf(role)], role);
        const refused = shapes.filter(({ access }) => isAction(access) && !rolesFor(access).includes(role));
        // Each action for each role, and each route for some role.
        const asked = refused.filter(
          (shape) => isThorough || isFirst(refused, shape) || firstWithout(shape.access as Action) === role,
        );
        for (const shape of asked) {
          const answer = await ask(person.raw, shape, knownPath(shape), bare(shape));
          if (answer.code !== 'forbidden') wrong.push(`${role} ${nameOf(shape)}: ${answer.status}`);
        }
        const query = `actor=${person.actor.id}&outcome=refused&pageSize=1`;
        const { total } = await all.get<{ total: number }>(`/api/audit?${query}`);
        expect([role, total]).toEqual([role, asked.length]);
        return asked;
      };
      const asked = (await Promise.all(roles.map(everyRefusal))).flat();
      const narrow = shapes.filter(
        ({ access }) => isAction(access) && rolesFor(access).length < roles.length,
      );
      expect(narrow.filter((shape) => !asked.includes(shape)).map(nameOf)).toEqual([]);
      expect(wrong).toEqual([]);
    },
    timeoutMs,
  );

  it(
    '[PEO-6] refuses a change by a session without the page’s own token',
    async () => {
      const cookie = await cookieOf(all);
      const wrong: string[] = [];
      const changes = shapes.filter(({ method, access }) => method !== 'get' && access !== 'public');
      for (const shape of changes)
        for (const csrf of ['', 'f'.repeat(43)]) {
          const { code } = await ask(anyone, shape, knownPath(shape), {
            ...json({}),
            headers: { cookie, 'x-csrf-token': csrf },
          });
          if (code !== 'csrf-wrong') wrong.push(`${nameOf(shape)}: ${code}`);
        }
      expect(changes.length).toBeGreaterThan(90);
      expect(wrong).toEqual([]);
    },
    timeoutMs,
  );

  it('[PEO-3] shows nobody in another place anything of a counter, its unit or its company', async () => {
    const elsewhere: Grant[] = [
      ...(['supervisor', 'statistician'] as const).map(
        (role): Grant => ({
          role,
          place: { kind: 'league', code: '150400' },
        }),
      ),
      { role: 'operating-company', place: { kind: 'operating-company', name: '另一公司' } },
      { role: 'host-unit', place: { kind: 'host-unit', name: '另一单位' } },
      { role: 'banner-reviewer', place: { kind: 'banner', code: '150430' } },
      { role: 'league-reviewer', place: { kind: 'league', code: '150400' } },
    ];
    const leaks: string[] = [];
    const reads = shapes.filter(
      ({ method, access, answerType }) =>
        method === 'get' && access !== 'public' && answerType !== 'text/event-stream',
    );
    for (const grant of elsewhere) {
      const person = await rig.as([grant]);
      for (const shape of reads) {
        const answer = await person.raw(knownPath(shape));
        const text = await answer.text();
        const said = answer.ok
          ? ['a-0001', '自治区某机关', '某运营公司'].filter((word) => text.includes(word))
          : [];
        if (said.length > 0) leaks.push(`${grant.role} ${nameOf(shape)}: ${said.join()}`);
      }
    }
    expect(leaks).toEqual([]);
  });

  it(
    '[HTTP-3] knows no fault of its own for bodies that do not fit',
    async () => {
      const faults: string[] = [];
      const withBody = shapes.filter(({ body, file }) => body || file);
      for (const shape of withBody) {
        const path = knownPath(shape);
        const bytesMax = shape.file?.bytesMax ?? shape.bodyBytesMax ?? 32_768;
        const huge = bytesMax > 2_000_000 ? [] : [`"${'x'.repeat(bytesMax + 10)}"`];
        for (const body of some([...brokenBodies, ...huge], shape, 4)) {
          const answer = await ask(asAll, shape, path, {
            body: typeof body === 'string' ? body : new Uint8Array(body),
          });
          const isTaken = answer.status < 400 && !shape.file;
          const fault = faultOf(answer) ?? (isTaken ? `accepted ${body.slice(0, 20)}` : undefined);
          if (fault) faults.push(`${nameOf(shape)}: ${fault}`);
        }
      }
      expect(faults).toEqual([]);
    },
    timeoutMs,
  );

  it(
    '[HTTP-3] knows no fault of its own for whatever its schema lets through',
    async () => {
      const faults: string[] = [];
      for (const shape of shapes.filter(
        ({ body, method, path }) => body && method !== 'get' && !isSlow(path),
      )) {
        const bodies = fc.sample(fc.oneof(fittingBody(shape.body!), mutatedBody(shape.body!)), {
          numRuns: isThorough ? 60 : 4,
          seed: 20201110,
        });
        for (const body of bodies) {
          const fault = faultOf(await ask(asAll, shape, knownPath(shape), json(body)));
          if (fault) faults.push(`${nameOf(shape)}: ${fault} ${JSON.stringify(body)?.slice(0, 300)}`);
        }
      }
      expect(faults).toEqual([]);
    },
    timeoutMs,
  );

  it(
    '[HTTP-3] answers 4xx for ids of nothing',
    async () => {
      const faults: string[] = [];
      for (const shape of shapes.filter(({ path }) => path.includes(':')))
        for (const id of some(strangeIds, shape, 4)) {
          const valid = shape.body ? fc.sample(fittingBody(shape.body), { numRuns: 1, seed: 7 })[0] : {};
          const init = shape.method === 'get' ? {} : json(valid);
          const answer = await ask(asAll, shape, pathOf(shape, id), init);
          const fault = faultOf(answer) ?? (answer.status < 400 ? `found (${answer.status})` : undefined);
          if (fault) faults.push(`${nameOf(shape)} ${id.slice(0, 30)}: ${fault}`);
        }
      expect(faults).toEqual([]);
    },
    timeoutMs,
  );

  it(
    '[HTTP-3] answers odd and huge filters within a second',
    async () => {
      const faults: string[] = [];
      for (const shape of shapes.filter(({ method, query }) => method === 'get' && query)) {
        const names = Object.keys(shape.query!.properties);
        const odd = [
          'evil',
          '-evil',
          '1000000',
          '-5',
          '999999999999999',
          '1e9',
          ...nastyTexts,
          'x'.repeat(5000),
        ];
        const queries = names.flatMap((name) => odd.map((value) => new URLSearchParams({ [name]: value })));
        queries.push(new URLSearchParams([...names, ...names].map((name) => [name, 'a'])));
        for (const query of some(queries, shape, 9)) {
          const answer = await ask(asAll, shape, `${knownPath(shape)}?${query}`);
          const fault = faultOf(answer) ?? (answer.ms > 1000 ? `${answer.ms} ms` : undefined);
          if (fault) faults.push(`${nameOf(shape)}?${String(query).slice(0, 80)}: ${fault}`);
        }
      }
      expect(faults).toEqual([]);
    },
    timeoutMs,
  );
});

/** Passwords cost time by design; they are asked with few bodies elsewhere. */
const isSlow = (path: string): boolean => /^\/api\/(session|account\/password)/.test(path);

async function cookieOf(person: RigPerson): Promise<string> {
  const { sessions } = rig.hub.slices.people;
  const { token } = await sessions.open(person.actor.id, { address: '127.0.0.1', agent: 'rig' });
  return `zhuangui=${token}`;
}
