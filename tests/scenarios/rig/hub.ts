// The production hub in this process: real store, authority, broker with mutual TLS and HTTPS, over one folder.
import { join } from 'node:path';
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import { enrol } from '../../../device/identity/enrol.ts';
import type { Identity } from '../../../device/identity/identity-files.ts';
import type { JournalKey } from '../../../device/journal/key.ts';
import type { PresenceEvent } from '../../../hub/broker/broker-parts.ts';
import { demoSigners } from '../../../hub/catalog/keys.ts';
import type { HubConfig } from '../../../hub/config.ts';
import { createHub, type Hub } from '../../../hub/hub.ts';
import { systemClock } from '../../../hub/platform/clock.ts';
import { silentLog } from '../../../hub/platform/log.ts';
import { systemRandom } from '../../../hub/platform/random.ts';

export interface RigHub {
  hub: Hub;
  mqttPort: number;
  httpsPort: number;
  /** What the broker told of presence since the start. */
  presence: PresenceEvent[];
  /** Signs and publishes the catalog. */
  certify(entries: readonly Entry[]): Promise<void>;
  /** Registers and enrols a counter, as a technician with a code does. */
  enrol(counter: string, journalKey: JournalKey): Promise<Identity>;
  stop(): Promise<void>;
}

export interface HubPorts {
  http: number;
  https: number;
  mqtt: number;
}

/** A counter with a network of its own comes over its cable, everybody else over the loopback. */
const listenOn = (host: string) => (host === '127.0.0.1' ? host : '0.0.0.0');

/** Where a hub of the scenarios listens: on this machine only; port 0 takes a free one. */
export const rigHubConfig = (
  dataFolder: string,
  ports: HubPorts = { http: 0, https: 0, mqtt: 0 },
  host = '127.0.0.1',
): HubConfig => ({
  dataFolder,
  engine: 'sqlite3',
  http: { host: '127.0.0.1', port: ports.http },
  https: { host: listenOn(host), port: ports.https },
  mqtt: { host: listenOn(host), port: ports.mqtt },
  hostNames: [...new Set(['localhost', '127.0.0.1', host])],
  demo: true,
});

export async function startRigHub(folder: string, ports?: HubPorts, host?: string): Promise<RigHub> {
  const signers = await demoSigners(join(folder, 'demo-keys'));
  const hub = await createHub({
    config: rigHubConfig(folder, ports, host),
    clock: systemClock(),
    random: systemRandom(),
    log: silentLog,
    signers,
  });
  const presence: PresenceEvent[] = [];
  hub.broker.onPresence((event) => presence.push(event));
  const { mqtt, https } = await hub.start();
  return {
    hub,
    mqttPort: mqtt.port,
    httpsPort: https.port,
    presence,
    async certify(entries) {
      await hub.repository.publishCatalog(entries, signers.certifiers.slice(0, 2));
    },
    async enrol(counter, journalKey) {
      await register(hub, counter);
      const { code } = await hub.fleet.enrolment.issueCode(counter);
      const claim = `${code}.${hub.fleet.authority.fingerprint}`;
      return enrol({ counter, hub: { host: '127.0.0.1', httpsPort: https.port }, claim, journalKey });
    },
    stop: () => hub.stop(),
  };
}

async function register(hub: Hub, counter: string): Promise<void> {
  await hub.fleet.registry.add({
    id: counter,
    name: '测试专柜',
    siteKind: 'agency',
    address: '新城区',
    banner: '150102',
    league: '150100',
    hostUnit: '测试单位',
    operatingCompany: '测试公司',
  });
}
