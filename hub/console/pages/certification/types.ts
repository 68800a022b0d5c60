// What the certification routes answer, as the pages read it.
import type { ApplicationLine, Step } from '../../../certification/application-lists.ts';
import type { ApplicationState } from '../../../certification/application-machine.ts';
import type { Application } from '../../../certification/application-store.ts';
import type { ChecklistItem } from '../../../certification/checklist.ts';
import type { DecisionRow } from '../../../certification/decisions.ts';
import type { EvidenceRow } from '../../../certification/evidence-store.ts';
import type { Objection } from '../../../certification/publicity.ts';

export type { Application, ApplicationLine, ApplicationState, DecisionRow, EvidenceRow, Objection, Step };

export interface Detail {
  application: Application;
  evidence: EvidenceRow[];
  decisions: DecisionRow[];
  steps: Step[];
  objections: Objection[];
  isFrozen: boolean;
  checklist: ChecklistItem[];
  may: {
    edit: boolean;
    submit: boolean;
    withdraw: boolean;
    decide: 'banner' | 'league' | 'region' | null;
    object: boolean;
    renew: boolean;
  };
}

/** Beginnings of the paths whose answers an act on applications makes old. */
export const stale = ['/api/applications', '/api/certification', '/api/suppliers'];
