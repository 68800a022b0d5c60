// Certification over HTTP: who sees what, what is refused and written down, and what leaves as a file.
import express from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { certificationRoutes } from '../../hub/certification/routes/certification-routes.ts';
import { errorHandler } from '../../hub/http/error-answers.ts';
import { listenHttp } from '../../hub/http/listen.ts';
import { addRoutes } from '../../hub/http/routes/add-routes.ts';
import { requireProof } from '../../hub/people/session-rules.ts';
import { silentLog } from '../../hub/platform/log.ts';
import {
  type CertificationRig,
  contentOf,
  creditCodeOf,
  handedIn,
  openCertificationRig,
  pdf,
  people,
  rigStartMs,
} from './certification-rig.ts';

const refused: string[] = [];
let rig: CertificationRig;
let server: Awaited<ReturnType<typeof listenHttp>>;
let id: string;

beforeAll(async () => {
  rig = await openCertificationRig();
  id = await handedIn(rig);
  const app = express();
  const parts = { certification: rig.certification, requireProof, nowMs: () => rigStartMs };
  addRoutes(app, certificationRoutes(parts), {
    async identify(request) {
      const who = people[String(request.headers['x-who']) as keyof typeof people];
      return who && request.headers['x-proof'] ? { ...who, provedAtMs: rigStartMs } : who;
    },
    refused: async (actor, action, object) => void refused.push(`${actor?.id} ${action} ${object}`),
  });
  app.use(errorHandler(silentLog));
  server = await listenHttp(app, { host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await server.close();
  await rig.close();
});

const ask = (who: string, path: string, init: RequestInit = {}) =>
  fetch(`http://127.0.0.1:${server.port}${path}`, {
    ...init,
    headers: { 'x-who': who, ...(init.headers as Record<string, string>) },
  });
const post = (
  who: string,
  path: string,
  body: unknown,
  headers: Record<string, string> = { 'x-proof': '1' },
) => ask(who, path, { method: 'POST', body: JSON.stringify(body), headers });
const total = async (who: string, path: string) =>
  ((await (await ask(who, path)).json()) as { total: number }).total;

describe('certification over HTTP', () => {
  it('[CERT-17] each sees their own part, and what is not theirs as if it were not there', async () => {
    const seers = ['filer', 'banner', 'league', 'region', 'admin', 'strangerBanner', 'strangerLeague'];
    const counts = await Promise.all(seers.map((who) => total(who, '/api/applications')));
    expect(counts).toEqual([1, 1, 1, 1, 1, 0, 0]);
    expect(await Promise.all(seers.map((who) => total(who, '/api/suppliers')))).toEqual(counts);
    expect((await ask('league', `/api/applications/${id}`)).status).toBe(200);
    expect((await ask('strangerBanner', `/api/applications/${id}`)).status).toBe(404);
    expect((await ask('strangerLeague', `/api/suppliers/${creditCodeOf(1)}`)).status).toBe(404);
    expect((await ask('nobody', '/api/applications')).status).toBe(401);
    expect(refused).toContain(`stranger-banner application.read application/${id}`);
  });

  it('[CERT-1] [CERT-17] a decision outside one’s part is refused and written down; inside it needs a fresh proof', async () => {
    const { versionHash } = (await rig.certification.applications.find(id))!;
    const body = {
      level: 'banner',
      decision: 'return',
      versionHash,
      reason: '<script>alert(1)</script>',
      ticked: [],
    };
    const path = `/api/applications/${id}/decisions`;
    expect((await post('strangerBanner', path, body)).status).toBe(404);
    expect((await post('league', path, body)).status).toBe(403);
    expect(refused).toContain(`league application.review-banner application/${id}`);
    const unproven = await post('banner', path, body, {});
    expect([unproven.status, await unproven.json()]).toMatchObject([403, { error: { code: 'prove-again' } }]);
    expect((await post('banner', path, body)).status).toBe(200);
    const detail = (await (await ask('filer', `/api/applications/${id}`)).json()) as {
      application: { state: string };
      decisions: { reason: string }[];
      may: { edit: boolean; submit: boolean };
    };
    expect(detail.application.state).toBe('returned');
    expect(detail.decisions[0]?.reason).toBe('<script>alert(1)</script>');
    expect(detail.may).toMatchObject({ edit: true, submit: true });
  });

  it('[CERT-5] evidence leaves as a download that no browser takes for a page', async () => {
    const path = `/api/applications/${id}/evidence`;
    const send = (name: string, bytes: Uint8Array) =>
      ask('filer', path, {
        method: 'POST',
        body: bytes as BodyInit,
        headers: { 'x-file-name': encodeURIComponent(name) },
      });
    expect((await send('../照片".pdf', pdf('photo'))).status).toBe(200);
    expect((await send('page.pdf', new TextEncoder().encode('<html>'))).status).toBe(422);
    expect((await send('huge.pdf', new Uint8Array(10 * 1024 * 1024 + 1))).status).toBe(413);
    const rows = await rig.certification.evidence.of(id);
    const answer = await ask('league', `${path}/${rows.at(-1)!.id}`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-disposition')).toBe(
      "attachment; filename*=UTF-8''%E7%85%A7%E7%89%87%22.pdf",
    );
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-type')).toBe('application/pdf');
    expect((await ask('strangerLeague', `${path}/${rows.at(-1)!.id}`)).status).toBe(404);
  });

  it('[CERT-3] [CERT-19] a form with a field nobody defined is refused', async () => {
    const content = { ...contentOf(4), feeFen: 100 };
    const body = { creditCode: creditCodeOf(1), content };
    expect((await post('clerk', '/api/applications', body)).status).toBe(400);
    expect((await post('clerk', '/api/applications', { ...body, content: contentOf(4) })).status).toBe(201);
    expect(
      (await post('strangerBanner', '/api/applications', { ...body, content: contentOf(5) })).status,
    ).toBe(403);
  });

  it('[CERT-11] [CERT-17] batches are the liaison’s', async () => {
    expect((await ask('banner', '/api/certification/batches')).status).toBe(403);
    expect((await ask('liaison', '/api/certification/batches')).status).toBe(200);
    expect((await post('liaison', '/api/certification/batches/2020-11/close', {})).status).toBe(404);
    expect((await ask('banner', '/api/certification/settings')).status).toBe(200);
    expect(await total('banner', '/api/applications?waiting=me')).toBe(0);
    expect(await total('clerk', '/api/applications?waiting=me&sort=-name&search=%25')).toBe(0);
  });
});
