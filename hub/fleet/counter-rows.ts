// pure
// Rows of the table `counter` to counters and back.
import type { Counter, CounterStatus, SiteKind } from './counter.ts';

export interface CounterTableRow {
  id: string;
  name: string;
  site_kind: SiteKind;
  address: string;
  banner: string;
  league: string;
  host_unit: string;
  operating_company: string;
  status: CounterStatus;
  registered_at: number;
  certificate_serial: string | null;
  certificate_not_after: number | null;
  journal_key: string | null;
  latitude: number | null;
  longitude: number | null;
  programme: string | null;
  route: string | null;
  driver: string | null;
}

export const counterOf = (row: CounterTableRow): Counter => ({
  id: row.id,
  name: row.name,
  siteKind: row.site_kind,
  address: row.address,
  banner: row.banner,
  league: row.league,
  hostUnit: row.host_unit,
  operatingCompany: row.operating_company,
  ...(row.latitude === null || row.longitude === null
    ? {}
    : { latitude: row.latitude, longitude: row.longitude }),
  ...(row.programme === null ? {} : { programme: row.programme }),
  ...(row.route === null ? {} : { route: row.route }),
  ...(row.driver === null ? {} : { driver: row.driver }),
  status: row.status,
  registeredAtMs: row.registered_at,
  ...(row.certificate_serial === null
    ? {}
    : { certificate: { serial: row.certificate_serial, notAfterMs: row.certificate_not_after ?? 0 } }),
  ...(row.journal_key === null ? {} : { journalKey: row.journal_key }),
});

/** What people say of a counter, in the order of `factColumns`. */
export const factColumns =
  'name, site_kind, address, banner, league, host_unit, operating_company, latitude, longitude, programme, route, driver';

export const factsOf = (counter: Counter) => [
  counter.name,
  counter.siteKind,
  counter.address,
  counter.banner,
  counter.league,
  counter.hostUnit,
  counter.operatingCompany,
  counter.latitude ?? null,
  counter.longitude ?? null,
  counter.programme ?? null,
  counter.route ?? null,
  counter.driver ?? null,
];
