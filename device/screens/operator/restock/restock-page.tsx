import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RestockView } from '../../views.ts';
import { useSignedIn } from '../desk/use-desk.ts';
import { ActButton } from '../parts/act-button.tsx';
import { Confirm } from '../parts/confirm.tsx';
import { Done } from './done.tsx';
import { ScanStep } from './scan-step.tsx';
import { SlotPlan } from './slot-plan.tsx';

/** A restock session: opened, filled scan by scan, closed with a summary. The network is not asked (SCR-68). */
export function RestockPage() {
  const { t } = useTranslation();
  const { desk, view } = useSignedIn();
  const [closed, setClosed] = useState<RestockView | null>(null);
  const [isClosing, setClosing] = useState(false);
  const { restock } = view;
  if (!restock) {
    return (
      <>
        {closed && <Summary session={closed} />}
        <section className="panel is-start">
          <p className="is-large">{t('desk.restock.intro')}</p>
          <ActButton
            need="restock"
            act="restock-open"
            testId="restock-open"
            isMain
            onPress={() => desk.act({ act: 'restock-open' })}
          >
            {t(closed ? 'desk.restock.openAgain' : 'desk.restock.open')}
          </ActButton>
        </section>
        <SlotPlan />
      </>
    );
  }
  const session: RestockView = restock;
  async function close(): Promise<void> {
    setClosing(false);
    const answer = await desk.act({ act: 'restock-close', session: session.session });
    if (answer?.ok) setClosed(session);
  }
  return (
    <>
      <ScanStep restock={session} />
      <Done session={session} />
      <ActButton need="restock" act="restock-close" testId="restock-close" onPress={() => setClosing(true)}>
        {t('desk.restock.close')}
      </ActButton>
      {isClosing && (
        <Confirm
          title={t('desk.restock.close')}
          yes={t('desk.restock.closeYes')}
          onYes={close}
          onNo={() => setClosing(false)}
        >
          <p>{t('desk.restock.closeText', counts(session))}</p>
        </Confirm>
      )}
    </>
  );
}

const counts = ({ done, differences }: RestockView) => ({
  packages: done.reduce((sum, each) => sum + (each.accepted ? each.added : 0), 0),
  refused: done.filter((each) => !each.accepted).length,
  differences: differences.length,
});

function Summary({ session }: { session: RestockView }) {
  const { t } = useTranslation();
  return (
    <section className="panel" data-testid="restock-summary">
      <h2 className="is-good">✓ {t('desk.restock.summary')}</h2>
      <p className="is-large">{t('desk.restock.closeText', counts(session))}</p>
      <Done session={session} />
    </section>
  );
}
