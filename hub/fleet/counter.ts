// pure
// A counter as the hub's register knows it.
import { defineMessage } from '@zhuangui/protocol/schema.ts';
import { Closed, CounterId, RegionCode, Text } from '@zhuangui/protocol/units.ts';
import Type, { type Static } from 'typebox';
import { type SiteKind, siteKinds } from './site-kinds.ts';

export { type SiteKind, siteKinds };

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
  /** WGS-84 degrees, both or neither. */
  latitude: Type.Optional(Type.Number({ minimum: -90, maximum: 90 })),
  longitude: Type.Optional(Type.Number({ minimum: -180, maximum: 180 })),
  /** Name of the programme the counter belongs to; names are data. */
  programme: Type.Optional(Text(40)),
  /** Tour on which it is restocked, and who drives it. */
  route: Type.Optional(Text(40)),
  driver: Type.Optional(Text(40)),
});
type NewCounterShape = Static<typeof NewCounter>;
export interface NewCounter extends Omit<NewCounterShape, 'siteKind'> {
  siteKind: SiteKind;
}
/** The request body with which a counter is registered. */
export const newCounterMessage = defineMessage('new counter', 4096, NewCounter);

/** What may be changed of a counter that is registered; null takes an optional value away. */
export const CounterChange = Closed({
  name: Type.Optional(Text(80)),
  siteKind: Type.Optional(NewCounter.properties.siteKind),
  address: Type.Optional(Text(200)),
  banner: Type.Optional(RegionCode),
  league: Type.Optional(RegionCode),
  hostUnit: Type.Optional(Text(100)),
  operatingCompany: Type.Optional(Text(100)),
  latitude: Type.Optional(Type.Union([Type.Null(), Type.Number({ minimum: -90, maximum: 90 })])),
  longitude: Type.Optional(Type.Union([Type.Null(), Type.Number({ minimum: -180, maximum: 180 })])),
  programme: Type.Optional(Type.Union([Type.Null(), Text(40)])),
  route: Type.Optional(Type.Union([Type.Null(), Text(40)])),
  driver: Type.Optional(Type.Union([Type.Null(), Text(40)])),
});
export type CounterChange = Static<typeof CounterChange>;

export type CounterStatus = 'registered' | 'enrolled' | 'revoked';

export interface Counter extends NewCounter {
  status: CounterStatus;
  registeredAtMs: number;
  certificate?: { serial: string; notAfterMs: number };
  /** Ed25519 key that signs its journal: SPKI DER, base64. */
  journalKey?: string;
}
