import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { SaleView } from '../views.ts';

type State = NonNullable<SaleView['cabinet']>['state'];

const states: State[] = ['unlocking', 'open', 'weighing'];

/** An open-door cabinet: what the shopper does now, as a drawing and one sentence, and what comes after. */
export function CabinetHead({ state }: { state: State }) {
  const { t } = useTranslation();
  return (
    <div className="progress-head cabinet" role="status" data-testid="cabinet" data-state={state}>
      <ol className="cabinet-steps">
        {states.map((each) => (
          <li key={each} aria-current={each === state ? 'step' : undefined}>
            {t(`cabinet.steps.${each}`)}
          </li>
        ))}
      </ol>
      <Door state={state} />
      <h2>{t(`cabinet.${state}.title`)}</h2>
      <p>{t(`cabinet.${state}.text`)}</p>
    </div>
  );
}

const doors: Record<State, ReactNode> = {
  unlocking: (
    <>
      <rect x="30" y="12" width="60" height="96" rx="4" className="glass" />
      <rect x="50" y="56" width="20" height="16" rx="3" className="lock" />
      <path d="M54 56v-6a6 6 0 0 1 11-3" />
    </>
  ),
  open: (
    <>
      <path d="M30 12h8v96h-8Z" />
      <path d="M38 12L12 24v84l26 0" className="glass" />
      <path d="M38 44h52M38 76h52" />
      <rect x="52" y="28" width="12" height="16" className="goods" />
      <rect x="70" y="60" width="12" height="16" className="goods" />
      <path d="M104 62H84M90 56l-6 6 6 6" />
    </>
  ),
  weighing: (
    <>
      <rect x="30" y="12" width="60" height="96" rx="4" className="glass" />
      <path d="M42 92h36M48 92c0-14 24-14 24 0M60 82l5-6" />
      <rect x="52" y="36" width="14" height="18" className="goods" />
    </>
  ),
};

function Door({ state }: { state: State }) {
  return (
    <svg className="door" viewBox="0 0 120 120" aria-hidden="true">
      <rect x="30" y="12" width="60" height="96" rx="4" className="inside" />
      {doors[state]}
      <rect x="30" y="12" width="60" height="96" rx="4" />
    </svg>
  );
}
