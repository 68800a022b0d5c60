import { useTranslation } from 'react-i18next';
import { useSignedIn } from '../desk/use-desk.ts';
import { Hints } from '../planogram/hints.tsx';

/** What to do in the slots, before the door is opened: take out first, then fill. */
export function SlotPlan() {
  const { t } = useTranslation();
  const { hints, view } = useSignedIn().view;
  if (hints.length === 0) return null;
  const nameOf = (slot: number) => view.slots.find((each) => each.slot === slot)?.product?.name ?? '';
  return (
    <section className="panel">
      <h2>{t('desk.restock.plan')}</h2>
      <ul className="lines" data-testid="plan">
        {hints.map((hint) => (
          <li key={`${hint.slot} ${hint.kind}`} className="is-row">
            <b className="number slot-number">{hint.slot}</b>
            <span className="grow">{nameOf(hint.slot)}</span>
            <Hints hints={[hint]} />
          </li>
        ))}
      </ul>
    </section>
  );
}
