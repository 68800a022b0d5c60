// pure
// What the hub answers about sanctions, notices and complaints.
import type { EffectSummary } from '../../../sanctions/effect-ledger.ts';
import type { SanctionEvidence } from '../../../sanctions/evidence.ts';
import type { Sanction, SanctionKind } from '../../../sanctions/sanction-lists.ts';
import type { Complaint, ComplaintStep } from '../../../supervision/complaints.ts';
import type { Exposure, ExposureState, ExposureText } from '../../../supervision/exposure-store.ts';

export const sanctionGroups = ['withdrawals', 'blacklistings', 'suspensions'] as const;
export type SanctionGroup = (typeof sanctionGroups)[number];
export const kindsOfGroup: Record<SanctionGroup, readonly SanctionKind[]> = {
  withdrawals: ['product', 'lot'],
  blacklistings: ['supplier'],
  suspensions: ['channel', 'company'],
};

export type SanctionLine = Omit<Sanction, 'byId' | 'entries'> & { entryCount: number };
export type SanctionDetail = SanctionLine & {
  evidence: SanctionEvidence[];
  entries: { id: string; name: string }[];
  summary: EffectSummary;
};

export type ExposureLine = Exposure & { title: string; state: ExposureState };
export type ExposureDetail = Exposure & {
  state: ExposureState;
  texts: (Omit<ExposureText, 'draftedById' | 'approvedById'> & { isMine: boolean })[];
  isOffice: boolean;
  mayReply: boolean;
};

export type ComplaintLine = Complaint & { counterName: string };
export type ComplaintDetail = ComplaintLine & { steps: ComplaintStep[]; mayHandle: boolean };
