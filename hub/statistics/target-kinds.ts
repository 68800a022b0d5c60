// pure
// STAT-8: what may have a target.

export const targetKinds = ['region', 'league', 'banner', 'channel', 'host-unit'] as const;
export type TargetKind = (typeof targetKinds)[number];
/** Channels beside the counters report by themselves; their figures are never added to these. */
export const channelKinds = ['counter', 'hall', 'zone', 'platform-832'] as const;
