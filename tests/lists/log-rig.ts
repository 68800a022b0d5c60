// A hub that keeps a transparency log and a counter that watches it; a hub can be copied as a backup would copy it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '@zhuangui/protocol/db/migrate.ts';
import { openDb } from '@zhuangui/protocol/db/open-db.ts';
import type { ListsPush } from '@zhuangui/protocol/messages.ts';
import { consistencyMessage, hashText } from '@zhuangui/protocol/tlog/log-field.ts';
import type { ListsFetcher } from '../../device/lists/lists-fetcher.ts';
import { catalogMigrations } from '../../hub/catalog/catalog-migrations.ts';
import { createListsContent } from '../../hub/catalog/content.ts';
import { memorySigner } from '../../hub/catalog/keys.ts';
import { createRepository } from '../../hub/catalog/repository.ts';
import type { AllSigners, Signer } from '../../hub/catalog/signer.ts';
import { consistencyProof, epochOf } from '../../hub/transparency/log-store.ts';
import { openTransparency } from '../../hub/transparency/transparency.ts';
import { transparencySchema } from '../../hub/transparency/transparency-schema.ts';
import { entriesOf, network, newSigners, openCounter, startMs, type Time } from './lists-rig.ts';

const silent = { info() {}, warn() {}, error() {}, debug() {} } as never;

export interface LogHubParts {
  time: Time;
  path: string;
  signers: AllSigners;
  key: Signer;
}

/** A hub over a file, opened anew or as it was. */
export async function openLogHub({ time, path, signers, key }: LogHubParts) {
  const db = await openDb({ engine: 'node:sqlite', path });
  await migrate(db, catalogMigrations, 'catalog');
  await migrate(db, transparencySchema.migrations, 'transparency');
  const clock = { nowMs: () => time.wallMs, monotonicMs: () => time.monotonicMs, setTimer: () => () => {} };
  const log = await openTransparency({ db, signer: key, name: 'hub.test', clock, log: silent });
  const repository = createRepository({ db, online: signers.online, nowMs: () => time.wallMs, log });
  if (!(await repository.isInitialised())) await repository.initialise(signers);
  const content = createListsContent(db);
  const fetcher: ListsFetcher = {
    metadata: async (role, version) => (await content.metadata(role, version))?.bytes,
    patch: async (from, to) => (await content.patch(from, to))?.bytes,
    target: async (target, hash) => (await content.target(target, hash))?.bytes,
    async consistency(origin, from, to) {
      const epoch = await epochOf(db, origin);
      if (!epoch) return undefined;
      const proof = await consistencyProof(db, epoch.epoch, from, to);
      return consistencyMessage.encode({ from, to, proof: proof.map(hashText) });
    },
  };
  return {
    db,
    log,
    repository,
    fetcher,
    async publish(count: number): Promise<ListsPush> {
      await repository.publishCatalog(entriesOf(count), signers.certifiers.slice(0, 2));
      return repository.push();
    },
    async withdraw(entry: string): Promise<ListsPush> {
      const row = { entry, reason: '抽检不合格', at: time.wallMs };
      await repository.publishWithdrawals({ withdrawals: [row] }, { suppliers: [] }, signers.supervisors[0]!);
      return repository.push();
    },
    async refresh(): Promise<ListsPush> {
      await repository.refreshTimestamp();
      return repository.push();
    },
    async newRoot(): Promise<ListsPush> {
      await repository.rotateRoot({ signers: signers.root });
      return repository.push();
    },
  };
}
export type LogHub = Awaited<ReturnType<typeof openLogHub>>;

/** Hub and counter, with the counter's first catalog in force. */
export async function openLogRig() {
  const folder = await mkdtemp(join(tmpdir(), 'log-'));
  const time: Time = { wallMs: startMs, monotonicMs: 1_000 };
  const [signers, key] = [newSigners(), memorySigner()];
  const opened: LogHub[] = [];
  const open = async (name: string, withKey = key) => {
    const hub = await openLogHub({ time, path: join(folder, name), signers, key: withKey });
    opened.push(hub);
    return hub;
  };
  const hub = await open('hub.db');
  const net = network(hub.fetcher);
  const counter = await openCounter(time, await hub.repository.firstRoot(), net.fetcher);
  const apply = async (push: ListsPush) => {
    const result = await counter.store.applyPush(push);
    return result.applied && result.pending ? counter.store.completeCatalog() : result;
  };
  const pass = (ms: number) => {
    time.wallMs += ms;
    time.monotonicMs += ms;
  };
  await apply(await hub.publish(10));
  const copy = async (name: string) => {
    await hub.db.run(`VACUUM INTO '${join(folder, name)}'`);
    return () => open(name);
  };
  const close = async () => {
    for (const one of opened) await one.db.close();
    await counter.db.close();
    await rm(folder, { recursive: true });
  };
  return { time, hub, net, ...counter, apply, pass, copy, open, close, signers };
}
