// pure
// What the hub answers about counters, as the pages use it.
import type { ListVersions, Telemetry } from '@zhuangui/protocol/messages.ts';
import type { CounterView } from '../../../fleet/counter-view.ts';

export type { CounterView };

export interface CounterDetail extends CounterView {
  sinceMs: number | null;
  cloneSuspectedAtMs: number | null;
  telemetry: Telemetry | null;
  versions: ListVersions | null;
  publishedCatalog: number;
  suspensions: { id: string; kind: string; reason: string; at: number }[];
}

export interface Facets {
  hostUnits: string[];
  operatingCompanies: string[];
  programmes: string[];
  routes: string[];
  counts: { total: number; enrolled: number; online: number };
}
