// The certification slice on a database in memory, with a clock that is turned by hand and people of every office.

import { creditCodeCheck } from '@zhuangui/protocol/checks/credit-code.ts';
import { gtinCheckDigit } from '@zhuangui/protocol/checks/gtin.ts';
import { startOfDay } from '@zhuangui/protocol/days.ts';
import type { Db } from '@zhuangui/protocol/db/db.ts';
import type { Content } from '../../hub/certification/application-content.ts';
import { type Certification, createCertification } from '../../hub/certification/certification.ts';
import { certificationSchema } from '../../hub/certification/certification-schema.ts';
import type { Actor, Place, Role } from '../../hub/people/actor.ts';
import type { AuditEntry } from '../../hub/people/audit-port.ts';
import { openHubStore } from '../../hub/store/open-hub-store.ts';

export interface CertificationRig {
  db: Db;
  certification: Certification;
  clock: { nowMs(): number; set(ms: number): void };
  /** Credit codes under sanction; the rig's stand-in for the sanctions. */
  blacklist: Set<string>;
  audited: AuditEntry[];
  /** Certificate numbers in the published catalog, with their supplier. */
  catalog: Map<string, string>;
  close(): Promise<void>;
}

/** 10 November 2020, 10 o'clock (UTC+8). */
export const rigStartMs = startOfDay('2020-11-10') + 10 * 3_600_000;

export async function openCertificationRig(isDemo = false): Promise<CertificationRig> {
  const db = await openHubStore({ path: ':memory:', engine: 'node:sqlite', schemas: [certificationSchema] });
  let nowMs = rigStartMs;
  const clock = {
    nowMs: () => nowMs,
    set(ms: number) {
      nowMs = ms;
    },
  };
  const blacklist = new Set<string>();
  const catalog = new Map<string, string>();
  const audited: AuditEntry[] = [];
  const audit = {
    write: async (_tx: unknown, entry: AuditEntry) => void audited.push(entry),
    note: async (entry: AuditEntry) => void audited.push(entry),
  };
  const certification = createCertification({
    db,
    reader: db,
    clock,
    audit,
    blacklisted: async () => blacklist,
    catalogHolder: async (id) => catalog.get(id),
    isDemo,
  });
  return { db, certification, clock, blacklist, audited, catalog, close: () => db.close() };
}

export const person = (id: string, role: Role, place: Place): Actor => ({
  kind: 'person',
  id,
  name: `${id} 先生`,
  grants: [{ role, place }],
});

export const creditCodeOf = (n: number): string => {
  const body = `91150430XX${String(n).padStart(7, '0')}`;
  return body + creditCodeCheck(body);
};
export const gtinOf = (n: number): string => {
  const body = `6999${String(n).padStart(8, '0')}`;
  return body + gtinCheckDigit(body);
};

export const aohan = '150430';
export const chifeng = '150400';
/** One person of every office over Aohan, and others elsewhere. */
export const people = {
  filer: person('filer', 'supplier', { kind: 'supplier', creditCode: creditCodeOf(1) }),
  clerk: person('clerk', 'banner-reviewer', { kind: 'banner', code: aohan }),
  banner: person('banner', 'banner-reviewer', { kind: 'banner', code: aohan }),
  banner2: person('banner2', 'banner-reviewer', { kind: 'banner', code: aohan }),
  league: person('league', 'league-reviewer', { kind: 'league', code: chifeng }),
  league2: person('league2', 'league-reviewer', { kind: 'league', code: chifeng }),
  region: person('region', 'region-certifier', { kind: 'region' }),
  region2: person('region2', 'region-certifier', { kind: 'region' }),
  liaison: person('liaison', 'national-liaison', { kind: 'region' }),
  liaison2: person('liaison2', 'national-liaison', { kind: 'region' }),
  strangerBanner: person('stranger-banner', 'banner-reviewer', { kind: 'banner', code: '150125' }),
  strangerLeague: person('stranger-league', 'league-reviewer', { kind: 'league', code: '150100' }),
  admin: person('admin', 'administrator', { kind: 'region' }),
};

export const contentOf = (n: number, change: Partial<Content> = {}): Content => ({
  name: '敖汉小米',
  brand: '蒙乡源',
  specification: '400g/袋',
  gtins: [gtinOf(n)],
  category: 'grain',
  banner: aohan,
  helps: { how: '订单收购', people: 86 },
  priceBand: { minFen: 1200, maxFen: 1850 },
  marks: ['geographical-indication'],
  shelfLifeDays: 365,
  ...change,
});

export const supplierBody = (n: number) => ({
  creditCode: creditCodeOf(n),
  name: `敖汉旗样例${n}合作社`,
  banner: aohan,
  contact: '张某',
  phone: '0476-1234567',
  address: '敖汉旗新惠镇',
  status: 'active' as const,
});

export const pdf = (text = 'x') => new TextEncoder().encode(`%PDF-1.7\n${text}\n%%EOF\n`);

/** A supplier (made when new), a draft with one file, handed in. Resolves with the application's id. */
export async function handedIn({ certification }: CertificationRig, n = 1, by: Actor = people.clerk) {
  const { suppliers, applications } = certification;
  if (!(await suppliers.find(creditCodeOf(1)))) await suppliers.register(people.clerk, supplierBody(1));
  const id = await applications.create(by, { creditCode: creditCodeOf(1), content: contentOf(n) });
  await applications.addEvidence(by, id, { name: '检验报告.pdf', bytes: pdf(String(n)) });
  await applications.submit(by, id);
  return id;
}

const ticks = {
  banner: ['licence', 'on-site', 'helps', 'quality'],
  league: ['banner-file', 'sample'],
  region: ['price', 'blacklist'],
};
export type OneLevel = keyof typeof ticks;

type OfSlice = Pick<CertificationRig, 'certification'>;

export async function approve({ certification }: OfSlice, id: string, level: OneLevel, by: Actor) {
  const versionHash = (await certification.applications.find(id))?.versionHash ?? '';
  const body = { level, decision: 'approve' as const, versionHash, reason: '', ticked: ticks[level] };
  return certification.decisions.decide(by, id, body);
}

export async function sendBack({ certification }: OfSlice, id: string, level: OneLevel, by: Actor) {
  const versionHash = (await certification.applications.find(id))?.versionHash ?? '';
  const body = { level, decision: 'return' as const, versionHash, reason: '补充台账', ticked: [] };
  return certification.decisions.decide(by, id, body);
}

export async function regionCertified(rig: CertificationRig, n = 1): Promise<string> {
  const id = await handedIn(rig, n);
  await approve(rig, id, 'banner', people.banner);
  await approve(rig, id, 'league', people.league);
  await approve(rig, id, 'region', people.region);
  return id;
}

export interface ResultLine {
  application: string;
  result?: string;
  certificate?: string;
  from?: string;
  until?: string;
  reason?: string;
}

export function resultFile(lines: readonly ResultLine[]): { name: string; bytes: Uint8Array } {
  const rows = lines.map((line, at) =>
    [
      line.application,
      line.result ?? '通过',
      line.certificate ?? `FP-2020-${at + 1}-${line.application.slice(-4)}`,
      line.from ?? '2020-12-01',
      line.until ?? '2023-11-30',
      line.reason ?? '',
    ].join(','),
  );
  const text = ['申报编号,结果,证书编号,有效期自,有效期至,原因', ...rows].join('\n');
  return { name: '结果.csv', bytes: new TextEncoder().encode(text) };
}

/** From region-certified to in publicity: the month closed, submitted, its result imported. */
export async function nationallyPassed(rig: CertificationRig, month: string, lines: readonly ResultLine[]) {
  const { batches, results } = rig.certification;
  await batches.close(people.liaison, month);
  await batches.submit(people.liaison, month);
  return results.import(people.liaison, month, resultFile(lines), true);
}
