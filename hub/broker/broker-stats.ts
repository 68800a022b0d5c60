// pure
// Every refusal has a number with a name: what is refused silently is never refused uncounted (BRK-10).

export const refusalNames = [
  'notConnect',
  'tooLargeBeforeConnect',
  'tooLarge',
  'malformed',
  'badText',
  'unsolicitedAcknowledgement',
  'controlFlood',
  'protocolVersion',
  'handshakeFailed',
  'connectTimeout',
  'tooManyConnections',
  'tooManyWaiting',
  'madeRoom',
  'clientIdMismatch',
  'persistentSession',
  'will',
  'keepaliveRefused',
  'unknownCounter',
  'revoked',
  'foreignPublish',
  'foreignSubscribe',
  'retain',
  'badHello',
  'badTelemetry',
  'telemetryDropped',
  'slowed',
  'keepaliveLost',
  'stalled',
  'certificateExpired',
  'takeovers',
  'cloneSuspected',
  'handlerFailed',
  'protocolError',
] as const;
export type Refusal = (typeof refusalNames)[number];
export type RefusalCounts = Record<Refusal, number>;

export const noRefusals = (): RefusalCounts =>
  Object.fromEntries(refusalNames.map((name) => [name, 0])) as RefusalCounts;
