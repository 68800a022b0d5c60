import { yuan } from '@zhuangui/protocol/money.ts';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PendingView } from '../../views.ts';
import { useSignedIn } from '../desk/use-desk.ts';
import { ActButton } from '../parts/act-button.tsx';
import { Confirm } from '../parts/confirm.tsx';

const minuteMs = 60_000;
const hourMinutes = 60;

/** Orders whose money is not settled yet, with their age; what is owed in cash can be handed over. */
export function PendingPage() {
  const { t } = useTranslation();
  const { view } = useSignedIn();
  return (
    <section className="panel">
      {view.pending.length === 0 && (
        <p className="banner is-fine" data-testid="no-pending">
          ✓ {t('desk.pending.none')}
        </p>
      )}
      <ul className="lines" data-testid="pending">
        {view.pending.map((each) => (
          <PendingLine key={each.order} pending={each} />
        ))}
      </ul>
    </section>
  );
}

export function PendingLine({ pending }: { pending: PendingView }) {
  const { t } = useTranslation();
  const { desk } = useSignedIn();
  const [isAsking, setAsking] = useState(false);
  const { order, reference, amountFen, waitsFor, method } = pending;
  async function handOver(): Promise<void> {
    setAsking(false);
    await desk.act({ act: 'hand-over', order, amountFen });
  }
  return (
    <li className="is-row" data-testid={`pending-${reference}`}>
      <span className="grow">
        <b className="number">¥ {yuan(amountFen)}</b> {t(`desk.pending.waitsFor.${waitsFor}`)}
        <br />
        <span className="is-soft number">
          {t(`methods.${method}`, { defaultValue: method })} · {reference} · {age(t, pending.sinceMs)}
        </span>
      </span>
      {pending.handOver && (
        <ActButton
          need="cash"
          act="hand-over"
          testId={`hand-over-${reference}`}
          onPress={() => setAsking(true)}
        >
          {t('desk.pending.handOver')}
        </ActButton>
      )}
      {isAsking && (
        <Confirm
          title={t('desk.pending.handOver')}
          yes={t('desk.pending.yes', { yuan: yuan(amountFen) })}
          onYes={handOver}
          onNo={() => setAsking(false)}
        >
          <p>{t('desk.pending.sure', { yuan: yuan(amountFen), reference })}</p>
        </Confirm>
      )}
    </li>
  );
}

function age(t: TFunction, sinceMs: number): string {
  const minutes = Math.floor(sinceMs / minuteMs);
  return minutes < hourMinutes
    ? t('desk.pending.minutes', { count: minutes })
    : t('desk.pending.hours', { count: Math.floor(minutes / hourMinutes) });
}
