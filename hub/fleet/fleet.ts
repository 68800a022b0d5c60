// The fleet slice as the hub puts it together.
import type { Db } from '@zhuangui/protocol/db/db.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { Random } from '../platform/random.ts';
import { type CertificateAuthority, openAuthority } from './certificate-authority.ts';
import { createEnrolment, type Enrolment } from './enrolment.ts';
import { openPresence, type PresenceBook } from './presence.ts';
import { openRegistry, type Registry } from './registry.ts';

export interface Fleet {
  registry: Registry;
  enrolment: Enrolment;
  authority: CertificateAuthority;
  presence: PresenceBook;
  close(): Promise<void>;
}

export interface FleetParts {
  /** Migrated with `fleetSchema`. */
  db: Db;
  /** Where the authority's key and certificate lie. */
  authorityDirectory: string;
  clock: Clock;
  random: Random;
  log: Log;
}

export async function openFleet(parts: FleetParts): Promise<Fleet> {
  const { db, clock, random, log } = parts;
  const issued = await db.query('SELECT 1 FROM certificate LIMIT 1');
  const authority = await openAuthority({
    directory: parts.authorityDirectory,
    clock,
    hasIssued: issued.length > 0,
  });
  const registry = await openRegistry({ db, clock });
  const enrolment = createEnrolment({ db, registry, authority, clock, random, log });
  const presence = await openPresence({ db, clock, log });
  return { registry, enrolment, authority, presence, close: () => presence.close() };
}
