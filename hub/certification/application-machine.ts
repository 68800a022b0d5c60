// pure
// CERT-2: what an application is, and what can become of it. Nobody skips a level: each has one state it acts on.

export const levels = ['banner', 'league', 'region', 'national'] as const;
export type Level = (typeof levels)[number];

export const applicationStates = [
  /** Being written, by the supplier or by the banner's office for it. */
  'draft',
  /** Sent back with reasons; written on as a new version. */
  'returned',
  'submitted',
  'banner-reviewed',
  'league-reviewed',
  'region-certified',
  /** Closed in a month's batch; what is in it no longer changes. */
  'in-national-batch',
  /** The national office let it pass; objections may come. */
  'in-publicity',
  'published',
  'rejected',
  'withdrawn',
  /** Was published; its certificate has ended. */
  'expired',
] as const;
export type ApplicationState = (typeof applicationStates)[number];

export const decisions = ['approve', 'return', 'reject'] as const;
export type Decision = (typeof decisions)[number];

export type ApplicationEvent =
  | { kind: 'edit' }
  | { kind: 'submit' }
  | { kind: 'withdraw' }
  | { kind: 'decide'; level: Level; decision: Decision }
  | { kind: 'close-batch' }
  | { kind: 'publish' }
  | { kind: 'uphold-objection' }
  | { kind: 'expire' };

/** The state in which a level's decision is awaited, and the one its approval leads to. */
export const levelSteps: Readonly<Record<Level, { from: ApplicationState; to: ApplicationState }>> = {
  banner: { from: 'submitted', to: 'banner-reviewed' },
  league: { from: 'banner-reviewed', to: 'league-reviewed' },
  region: { from: 'league-reviewed', to: 'region-certified' },
  national: { from: 'in-national-batch', to: 'in-publicity' },
};

/** Whoever may write can still change it here; beyond, the region's batch holds it. */
export const editableStates: readonly ApplicationState[] = [
  'draft',
  'returned',
  'submitted',
  'banner-reviewed',
  'league-reviewed',
  'region-certified',
];
/** CERT-6: approvals were asked for or given: a change makes a new version. */
export const isUnderReview = (state: ApplicationState): boolean =>
  editableStates.includes(state) && state !== 'draft' && state !== 'returned';

/** The level whose turn it is, or undefined. */
export const levelAt = (state: ApplicationState): Level | undefined =>
  levels.find((level) => levelSteps[level].from === state);

/** The state after an event, or undefined when the event cannot happen there. */
export function nextState(state: ApplicationState, event: ApplicationEvent): ApplicationState | undefined {
  switch (event.kind) {
    case 'edit':
      return editableStates.includes(state) ? 'draft' : undefined;
    case 'submit':
      return state === 'draft' || state === 'returned' ? 'submitted' : undefined;
    case 'withdraw':
      return editableStates.includes(state) ? 'withdrawn' : undefined;
    case 'decide':
      return decided(state, event.level, event.decision);
    case 'close-batch':
      return state === 'region-certified' ? 'in-national-batch' : undefined;
    case 'publish':
      return state === 'in-publicity' ? 'published' : undefined;
    case 'uphold-objection':
      return state === 'in-publicity' ? 'rejected' : undefined;
    case 'expire':
      return state === 'published' ? 'expired' : undefined;
  }
}

function decided(state: ApplicationState, level: Level, decision: Decision): ApplicationState | undefined {
  const { from, to } = levelSteps[level];
  if (state !== from) return undefined;
  if (decision === 'approve') return to;
  return decision === 'return' ? 'returned' : 'rejected';
}
