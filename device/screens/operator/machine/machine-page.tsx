import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSignedIn } from '../desk/use-desk.ts';
import { ActButton } from '../parts/act-button.tsx';
import { Confirm } from '../parts/confirm.tsx';
import { SlotSheet } from '../planogram/slot-sheet.tsx';
import { Doors } from './doors.tsx';
import { Temperature } from './temperature.tsx';

/** What moves, cools and opens. */
export function MachinePage() {
  return (
    <div className="two-columns">
      <ServiceMode />
      <Temperature />
      <Doors />
      <SlotPicker />
    </div>
  );
}

/** While somebody works inside, nothing is sold. */
function ServiceMode() {
  const { t } = useTranslation();
  const { desk, view } = useSignedIn();
  const [isAsking, setAsking] = useState(false);
  async function go(): Promise<void> {
    setAsking(false);
    await desk.act({ act: 'serve', on: !view.inService });
  }
  return (
    <section className="panel">
      <h2>{t('desk.serve.title')}</h2>
      <p className={view.inService ? 'banner is-warning' : ''} data-testid="serve-state">
        {t(view.inService ? 'desk.serve.isOn' : 'desk.serve.isOff')}
      </p>
      <ActButton need="serve" act="serve" testId="serve" isMain onPress={() => setAsking(true)}>
        {t(view.inService ? 'desk.serve.end' : 'desk.serve.begin')}
      </ActButton>
      {isAsking && (
        <Confirm
          title={t(view.inService ? 'desk.serve.end' : 'desk.serve.begin')}
          yes={t('desk.yes')}
          onYes={go}
          onNo={() => setAsking(false)}
        >
          <p>{t(view.inService ? 'desk.serve.endText' : 'desk.serve.beginText')}</p>
        </Confirm>
      )}
    </section>
  );
}

/** A slot by its number, for a test vend, a jam or a lock. */
function SlotPicker() {
  const { t } = useTranslation();
  const { slots } = useSignedIn().view.view;
  const [open, setOpen] = useState<number | null>(null);
  const opened = slots.find(({ slot }) => slot === open);
  return (
    <section className="panel">
      <h2>{t('desk.machine.slots')}</h2>
      <div className="number-grid number">
        {slots.map(({ slot, forSale }) => (
          <button
            key={slot}
            type="button"
            className={forSale ? '' : 'is-stopped'}
            data-testid={`pick-${slot}`}
            onClick={() => setOpen(slot)}
          >
            {slot}
            {!forSale && <span aria-hidden="true"> ✕</span>}
          </button>
        ))}
      </div>
      {opened && <SlotSheet slot={opened} onClose={() => setOpen(null)} />}
    </section>
  );
}
