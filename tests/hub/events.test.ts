// Events of a running hub: what happens reaches the stream and the webhook.

import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Clock, systemClock } from '../../hub/platform/clock.ts';
import { sampleEntries } from '../../simulators/samples/entries.ts';
import { type HubRig, openHubRig, rigConfig } from './hub-rig.ts';

const entries = sampleEntries({ count: 3, referenceDate: '2026-11-23' });
let rig: HubRig;
let folder: string;
let server: Server;
const got: { type: string }[] = [];

/** Streams look at their reader's rights every 15 seconds; here, soon. */
const hasty = (): Clock => {
  const clock = systemClock();
  return { ...clock, setTimer: (ms, run) => clock.setTimer(ms === 15_000 ? 20 : ms, run) };
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zhuangui-events-'));
  rig = await openHubRig({
    clock: hasty(),
    config: { ...rigConfig(folder), webhookHosts: ['127.0.0.1'] },
  });
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      got.push(JSON.parse(Buffer.concat(parts).toString()) as { type: string });
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await rig.publish(entries);
});
afterAll(async () => {
  await rig.close();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

/** Reads the stream until an event of this kind came; all the frames as text. */
async function streamUntil(kind: string, after: number): Promise<string> {
  const ended = new AbortController();
  const headers = { authorization: `Bearer ${rig.hub.adminToken}`, 'last-event-id': String(after) };
  const response = await fetch(`${rig.url}/api/events`, { headers, signal: ended.signal });
  let text = '';
  try {
    for await (const part of response.body!.pipeThrough(new TextDecoderStream())) {
      text += part;
      if (text.includes(`event: ${kind}\n`)) return text;
    }
    return text;
  } finally {
    ended.abort();
  }
}

describe('events', () => {
  it('[HOOK-1] a sanction, an enrolled counter and a release reach webhook and stream', async () => {
    const { port } = server.address() as AddressInfo;
    const kinds = ['sanction.imposed', 'sanction.released', 'counter.enrolled', 'counter.suspended'];
    const made = await rig.post('/api/webhooks', {
      name: '测试',
      url: `http://127.0.0.1:${port}/`,
      events: kinds,
    });
    expect(made.status).toBe(201);
    await rig.addCounter('e-0001');
    const imposed = await rig.post('/api/suspensions', { counter: 'e-0001', reason: '通报曝光' });
    const { id } = (await imposed.json()) as { id: string };
    expect((await rig.post(`/api/suspensions/${id}/release`, {})).status).toBe(200);
    await vi.waitFor(() => expect(got.map(({ type }) => type).sort()).toEqual([...kinds].sort()), 8000);
    const text = await streamUntil('sanction.released', 0);
    expect(text).toContain('event: release.published\n');
    expect(text).toContain('"counter":"e-0001"');
  });

  it('[HOOK-6] a stream goes on after the event one had last', async () => {
    const all = await streamUntil('sanction.released', 0);
    const ids = [...all.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));
    expect(ids).toEqual([...ids].sort((a, b) => a - b));
    const rest = await streamUntil('sanction.released', ids.at(-1)! - 1);
    expect([...rest.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id))).toEqual([ids.at(-1)]);
  });

  it('[HOOK-4] a private address that nobody named is refused with a sentence', async () => {
    const wanted = { name: '内网', url: 'https://10.0.0.8/hook', events: ['case.opened'] };
    const refused = await rig.post('/api/webhooks', wanted);
    expect([refused.status, ((await refused.json()) as { reason: string }).reason]).toEqual([
      422,
      'bad-address',
    ]);
  });

  it('[ALM-5] an alarm is told to who may know of its counter', async () => {
    const counter = await rig.addCounter('e-0002');
    await counter.write({ kind: 'ticket', code: 'taken-unpaid', detail: 'two packages' });
    await rig.hub.slices.alarms.look();
    const text = await streamUntil('alarm.raised', 0);
    expect(text).toContain('"counter":"e-0002","code":"ticket-taken-unpaid"');
  });

  it('[HOOK-6] [PEO-5] a live stream ends with its reader’s rights; come back, it tells what is left of them', async () => {
    const { accounts, access } = rig.hub.slices.people;
    const league = (code: string) => [{ role: 'supervisor', place: { kind: 'league', code } }] as const;
    const machine = { kind: 'machine', id: 'rig', name: 'rig', grants: [] } as const;
    const person = await rig.as(league('150100'));
    const follow = async () => {
      const response = await person.raw('/api/events?after=0');
      const got = { text: '', isOver: false };
      const read = async () => {
        for await (const part of response.body!.pipeThrough(new TextDecoderStream())) got.text += part;
      };
      // Cut in the middle or ended in good order: over is over.
      void read()
        .catch(() => {})
        .finally(() => Object.assign(got, { isOver: true }));
      return got;
    };
    const before = await follow();
    await vi.waitFor(() => expect(before.text).toContain('"counter":"e-0002"'));
    expect(before.isOver).toBe(false);
    await accounts.change(person.actor.id, { grants: league('150200') }, machine);
    access.endStreams(person.actor.id);
    await vi.waitFor(() => expect(before.isOver).toBe(true));
    await rig.addCounter('e-0003', '三号', { league: '150200', banner: '150202' });
    const after = await follow();
    await vi.waitFor(() => expect(after.text).toContain('"counter":"e-0003"'));
    expect(after.text).not.toContain('e-0002');
    await accounts.setDisabled(person.actor.id, true, machine);
    await vi.waitFor(() => expect(after.isOver).toBe(true));
    expect((await person.raw('/api/events')).status).toBe(401);
  });

  it('[HOOK-6] the stream of a revoked token ends at the next look', async () => {
    const { tokens } = rig.hub.slices.people;
    const machine = { kind: 'machine', id: 'rig', name: 'rig', grants: [] } as const;
    const { token, text } = await tokens.create(
      {
        name: '外部系统',
        scopes: ['sanction.read'],
        grants: [{ role: 'supervisor', place: { kind: 'region' } }],
        expiresAtMs: Date.now() + 86_400_000,
      },
      machine,
    );
    const headers = { authorization: `Bearer ${text}` };
    const response = await fetch(`${rig.url}/api/events?after=0`, { headers });
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    const heard = async (word: string) => {
      for (let all = ''; !all.includes(word); ) all += (await reader.read()).value;
    };
    await heard('event: sanction.imposed\n');
    await heard(': alive\n');
    await tokens.revoke(token.id, machine);
    while (!(await reader.read()).done);
    expect((await fetch(`${rig.url}/api/events`, { headers })).status).toBe(401);
  });
});
