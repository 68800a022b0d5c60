// pure
// Every MQTT topic: one builder and one parser each. A topic written as a string anywhere else is a mistake.

const counterPattern = /^counters\/([a-z0-9][a-z0-9-]{2,31})\/([a-z]+)$/;

/** What a counter publishes. */
export const uplinkKinds = [
  'hello',
  'journal',
  'telemetry',
  'payask',
  'reported',
  'signin',
  'result',
  'help',
] as const;
export type UplinkKind = (typeof uplinkKinds)[number];
/** What only this counter may read. */
export const downlinkKinds = ['position', 'payment', 'desired', 'approval', 'command'] as const;
export type DownlinkKind = (typeof downlinkKinds)[number];

export const counterTopic = (counter: string, kind: UplinkKind | DownlinkKind) =>
  `counters/${counter}/${kind}`;

/** The signed lists, retained: every counter reads it, only the hub writes it. */
export const listsTopic = 'lists/current';

export type Topic =
  | { kind: UplinkKind | DownlinkKind; counter: string; direction: 'up' | 'down' }
  | { kind: 'lists'; direction: 'down' }
  | { kind: 'foreign' };

/** Topic string to what it means; anything unknown, wildcards included, is `foreign`. */
export function parseTopic(topic: string): Topic {
  if (topic === listsTopic) return { kind: 'lists', direction: 'down' };
  const match = counterPattern.exec(topic);
  const [, counter, kind] = match ?? [];
  if (!counter || !kind) return { kind: 'foreign' };
  if (isUplink(kind)) return { kind, counter, direction: 'up' };
  if (isDownlink(kind)) return { kind, counter, direction: 'down' };
  return { kind: 'foreign' };
}

const isUplink = (kind: string): kind is UplinkKind => (uplinkKinds as readonly string[]).includes(kind);
const isDownlink = (kind: string): kind is DownlinkKind =>
  (downlinkKinds as readonly string[]).includes(kind);

/** LINK-1: a counter writes its own uplink topics and nothing else. */
export function mayPublish(counter: string, topic: string): boolean {
  const parsed = parseTopic(topic);
  return 'counter' in parsed && parsed.direction === 'up' && parsed.counter === counter;
}

/** LINK-2: a counter reads its own downlink topics and the lists, by exact name, never by wildcard. */
export function maySubscribe(counter: string, filter: string): boolean {
  const parsed = parseTopic(filter);
  if (parsed.kind === 'lists') return true;
  return 'counter' in parsed && parsed.direction === 'down' && parsed.counter === counter;
}
