import { useTranslation } from 'react-i18next';
import { momentOf } from '../../shared/format.ts';
import type { FaultView } from '../../views.ts';
import { useSignedIn } from '../desk/use-desk.ts';
import { faultWords } from '../parts/fault-words.ts';

/** What is wrong, since when, and what to do about it; the worst first. */
export function Faults() {
  const { t } = useTranslation();
  const { view } = useSignedIn();
  const worstFirst = view.faults.toSorted(
    (one, other) => weight(other) - weight(one) || one.since - other.since,
  );
  if (worstFirst.length === 0) {
    return (
      <p className="banner is-fine" data-testid="no-faults">
        ✓ {t('desk.noFaults')}
      </p>
    );
  }
  return (
    <ul className="faults" aria-label={t('desk.faultsTitle')}>
      {worstFirst.map((fault) => (
        <Fault key={`${fault.code} ${fault.slot ?? ''}`} fault={fault} />
      ))}
    </ul>
  );
}

const weight = (fault: FaultView): number => (fault.severity === 'critical' ? 1 : 0);

function Fault({ fault }: { fault: FaultView }) {
  const { t } = useTranslation();
  const { what, todo } = faultWords(t, fault.code);
  return (
    <li className={`fault is-${fault.severity}`} data-testid={`fault-${fault.code}`}>
      <p className="fault-head">
        <b>
          {fault.severity === 'critical' ? '✕ ' : '! '}
          {what}
          {fault.slot !== null && ` · ${t('shelf.slot', { slot: fault.slot })}`}
        </b>
        <span className="fault-severity">{t(`desk.severity.${fault.severity}`)}</span>
      </p>
      <p>{todo}</p>
      <p className="is-soft">
        <span className="number">{t('desk.since', { at: momentOf(fault.since) })}</span>{' '}
        <code>{fault.code}</code> {fault.detail}
      </p>
    </li>
  );
}
