// Puts up a counter the way a technician does: registers it at the hub, enrols it with the claim, lays out its files.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { enrol } from '../../device/identity/enrol.ts';
import {
  hasIdentity,
  type Identity,
  readIdentity,
  writeIdentity,
} from '../../device/identity/identity-files.ts';
import { loadOrCreateJournalKey } from '../../device/journal/key.ts';
import type { NewCounter } from '../../hub/fleet/counter.ts';

export interface HubAccess {
  /** Console address, for administrators. */
  http: string;
  token: string;
  /** Where counters enrol and fetch lists, and where they report. */
  host: string;
  httpsPort: number;
  mqttPort: number;
}

/** Identity of a counter in `folder`; registers and enrols it when it has none yet. */
export async function provision(hub: HubAccess, counter: NewCounter, folder: string): Promise<Identity> {
  const identityFolder = join(folder, 'identity');
  if (hasIdentity(identityFolder)) return readIdentity(identityFolder);
  mkdirSync(folder, { recursive: true });
  const claim = await register(hub, counter);
  const journalKey = await loadOrCreateJournalKey(join(folder, 'journal.key'));
  const identity = await enrol({ counter: counter.id, hub, claim, journalKey });
  writeIdentity(identityFolder, identity);
  return identity;
}

/** The first root of trust comes with the installer, never over the network (here: the demo's installer is the hub's host). */
export function placeTrustedRoot(folder: string, root: Uint8Array): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'trusted-root.json');
  writeFileSync(path, root);
  return path;
}

async function register(hub: HubAccess, counter: NewCounter): Promise<string> {
  const headers = { authorization: `Bearer ${hub.token}`, 'content-type': 'application/json' };
  const made = await fetch(`${hub.http}/api/counters`, {
    method: 'POST',
    headers,
    body: JSON.stringify(counter),
  });
  if (made.status === 201) return claimIn(await made.json());
  if (made.status !== 409) throw new Error(`The hub did not register ${counter.id}: ${await made.text()}`);
  const again = await fetch(`${hub.http}/api/counters/${counter.id}/claims`, {
    method: 'POST',
    headers,
    body: '{}',
  });
  if (!again.ok) throw new Error(`The hub gave no claim for ${counter.id}: ${await again.text()}`);
  return claimIn(await again.json());
}

function claimIn(body: unknown): string {
  const { claim } = body as { claim?: string };
  if (!claim) throw new Error('The hub answered without a claim.');
  return claim;
}
