// pure
// A counter as the hub's register knows it.
import { defineMessage } from '@zhuangui/protocol/schema.ts';
import { Closed, CounterId, RegionCode, Text } from '@zhuangui/protocol/units.ts';
import Type, { type Static } from 'typebox';

/** 机关 社区 商场 高校 医院 企业 车站 机场 */
export const siteKinds = [
  'agency',
  'community',
  'mall',
  'university',
  'hospital',
  'company',
  'station',
  'airport',
] as const;
export type SiteKind = (typeof siteKinds)[number];

export const NewCounter = Closed({
  id: CounterId,
  name: Text(80),
  siteKind: Type.Union(siteKinds.map((kind) => Type.Literal(kind))),
  address: Text(200),
  banner: RegionCode,
  league: RegionCode,
  /** 帮扶单位: to which the counter's sales are attributed. */
  hostUnit: Text(100),
  operatingCompany: Text(100),
});
type NewCounterShape = Static<typeof NewCounter>;
export interface NewCounter extends Omit<NewCounterShape, 'siteKind'> {
  siteKind: SiteKind;
}
/** The request body with which a counter is registered. */
export const newCounterMessage = defineMessage('new counter', 4096, NewCounter);

export type CounterStatus = 'registered' | 'enrolled' | 'revoked';

export interface Counter extends NewCounter {
  status: CounterStatus;
  registeredAtMs: number;
  certificate?: { serial: string; notAfterMs: number };
  /** Ed25519 key that signs its journal: SPKI DER, base64. */
  journalKey?: string;
}
