// People over HTTP: signing in, sessions, rights at once, tokens, the audit log.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HubRig, openHubRig } from './hub-rig.ts';

let rig: HubRig;
beforeAll(async () => {
  rig = await openHubRig({ wrongTriesMax: 1000 });
});
afterAll(() => rig.close());

describe('signing in', () => {
  it('[PEO-2] nothing is read without signing in', async () => {
    expect((await fetch(`${rig.url}/api/dashboard`)).status).toBe(401);
    const region = await rig.as([{ role: 'supervisor', place: { kind: 'region' } }]);
    expect((await region.raw('/api/dashboard')).status).toBe(200);
  });
});
