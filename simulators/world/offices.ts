// The people who sign, and the thief who has stolen the hub's online keys: both over the production repository.
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import { migrate } from '@zhuangui/protocol/db/migrate.ts';
import type { ListsPush } from '@zhuangui/protocol/messages.ts';
import type { ListsFetcher } from '../../device/lists/lists-fetcher.ts';
import { catalogMigrations } from '../../hub/catalog/catalog-migrations.ts';
import { createListsContent } from '../../hub/catalog/content.ts';
import { sha256 } from '../../hub/catalog/metadata.ts';
import { createRepository, type Repository } from '../../hub/catalog/repository.ts';
import type { AllSigners } from '../../hub/catalog/signer.ts';
import { WorldDisk } from './disk.ts';
import { worldEntries, worldEntry } from './goods.ts';
import { worldSigners } from './keys.ts';
import type { PublishedLists } from './observations.ts';
import { type ForgedCatalog, forgedCatalog } from './thief.ts';

const mains = { isOn: true, fails: () => false };

interface Office {
  repository: Repository;
  fetcher: ListsFetcher;
  signers: AllSigners;
}

function officeOver(disk: WorldDisk, signers: AllSigners, nowMs: () => number): Office {
  const db = disk.open(mains);
  const repository = createRepository({ db, online: signers.online, nowMs });
  const content = createListsContent(db);
  const fetcher: ListsFetcher = {
    metadata: async (role, version) => (await content.metadata(role, version))?.bytes,
    patch: async (from, to) => (await content.patch(from, to))?.bytes,
    target: async (path, hash) => (await content.target(path, hash))?.bytes,
    // These offices keep no transparency log.
    consistency: async () => undefined,
  };
  return { repository, fetcher, signers };
}

/** Lists as they stand when a world begins, made once for all seeds of a process. */
export interface FirstOffice {
  image: Uint8Array;
  pinnedRoot: Uint8Array;
}

/** As a thief would have it: a certificate that nobody gave, and any price. */
const uncertified = (entry: Entry): Entry => ({
  ...entry,
  certificate: { ...entry.certificate, number: entry.certificate.number.replace('NM', 'NF') },
  priceBand: { minFen: 1, maxFen: 90_000 },
});

/** Root, catalog and empty lists, signed by the rightful or by other people. */
export async function firstOffice(startMs: number, others = ''): Promise<FirstOffice> {
  const disk = new WorldDisk();
  await migrate(disk.open(mains), catalogMigrations, 'catalog');
  const signers = worldSigners(others);
  const { repository } = officeOver(disk, signers, () => startMs);
  await repository.initialise(signers);
  const entries = others === '' ? worldEntries() : [...worldEntries().map(uncertified), worldEntry(900)];
  await repository.publishCatalog(entries, signers.certifiers.slice(0, 2));
  return { image: disk.image(), pinnedRoot: await repository.firstRoot() };
}

interface SignedTimes {
  signed: { expires: string };
}

export class WorldOffices {
  readonly fetcher: ListsFetcher;
  readonly #office: Office;
  readonly #nowMs: () => number;
  readonly #published: (lists: PublishedLists) => void;
  #entries: Entry[] = worldEntries();
  readonly #withdrawn = new Map<string, ReadonlySet<string> | 'all'>();
  #push!: ListsPush;
  #withdrawalsVersion = 0;

  constructor(first: FirstOffice, nowMs: () => number, published: (lists: PublishedLists) => void) {
    this.#office = officeOver(new WorldDisk(first.image), worldSigners(), nowMs);
    this.fetcher = this.#office.fetcher;
    this.#nowMs = nowMs;
    this.#published = published;
  }

  /** What the hub keeps ready for whoever connects. */
  get push(): ListsPush {
    return this.#push;
  }

  /** Of the newest list of withdrawals. */
  get withdrawalsVersion(): number {
    return this.#withdrawalsVersion;
  }

  async open(): Promise<void> {
    await this.#told();
  }

  /** Some goods, or a lot of them, are taken off sale everywhere. */
  async withdraw(entry: string, lot?: string): Promise<void> {
    const known = this.#withdrawn.get(entry);
    if (known === 'all') return;
    this.#withdrawn.set(entry, lot === undefined ? 'all' : new Set([...(known ?? []), lot]));
    await this.#publishWithdrawals();
  }

  async release(entry: string): Promise<void> {
    if (this.#withdrawn.delete(entry)) await this.#publishWithdrawals();
  }

  get withdrawn(): readonly string[] {
    return [...this.#withdrawn.keys()];
  }

  /** A certificate that is no more, or a price band that moved. */
  async changeCatalog(change: (entries: Entry[]) => Entry[]): Promise<void> {
    this.#entries = change(this.#entries);
    const { repository, signers } = this.#office;
    await repository.publishCatalog(this.#entries, signers.certifiers.slice(0, 2));
    await this.#told();
  }

  async refresh(): Promise<void> {
    await this.#office.repository.refreshTimestamp();
    await this.#told();
  }

  async #publishWithdrawals(): Promise<void> {
    const { repository, signers } = this.#office;
    const withdrawals = [...this.#withdrawn].map(([entry, lots]) => ({
      entry,
      ...(lots === 'all' ? {} : { lots: [...lots] }),
      reason: '抽检不合格',
      at: this.#nowMs(),
    }));
    await repository.publishWithdrawals({ withdrawals }, { suppliers: [] }, signers.supervisors[1]!);
    await this.#told();
  }

  async #told(): Promise<void> {
    const { repository } = this.#office;
    this.#push = await repository.push();
    const { root, catalog, withdrawals, channels, snapshot } = await repository.versions();
    this.#withdrawalsVersion = withdrawals;
    const times = JSON.parse(this.#push.timestamp) as SignedTimes;
    this.#published({
      versions: { root, catalog, withdrawals, channels, snapshot },
      hash: sha256(new TextEncoder().encode(this.#push.snapshot)),
      entries: new Map(this.#entries.map((entry) => [entry.id, entry])),
      withdrawn: new Map(this.#withdrawn),
      expiresAtMs: Date.parse(times.signed.expires),
    });
  }
}

/** The catalog files of an office of other people. */
export const catalogOf = (other: FirstOffice): Promise<ForgedCatalog> =>
  forgedCatalog(officeOver(new WorldDisk(other.image), worldSigners(' of the thief'), () => 0).fetcher);

/**
 * What somebody can push who has only the online keys: a catalog that other people signed, and the rightful lists
 * without their newest withdrawals.
 */
export async function thiefsPushes(
  other: FirstOffice,
  first: FirstOffice,
  nowMs: number,
): Promise<ListsPush[]> {
  const clock = () => nowMs;
  const foreign = officeOver(new WorldDisk(other.image), worldSigners(' of the thief'), clock);
  const rightful = officeOver(new WorldDisk(first.image), worldSigners(), clock);
  const pushes: ListsPush[] = [];
  for (const { repository } of [foreign, rightful]) {
    // Versions far ahead of the rightful ones, so that nobody takes it for something old.
    for (let again = 0; again < 6; again += 1) await repository.refreshTimestamp();
    pushes.push(await repository.push());
  }
  const [strange, old] = pushes as [ListsPush, ListsPush];
  return [strange, old, { ...old, targets: strange.targets }];
}
