import { useTranslation } from 'react-i18next';
import { useSignedIn } from '../desk/use-desk.ts';

/** The test vend of this slot: turning, or what came of it. */
export function TestVendResult({ slot }: { slot: number }) {
  const { t } = useTranslation();
  const { testVend } = useSignedIn().view;
  if (testVend?.slot !== slot) return null;
  const { state, detail } = testVend;
  const look = state === 'delivered' ? 'is-fine' : state === 'running' ? '' : 'is-warning';
  return (
    <p className={`banner ${look}`} role="status" data-testid="test-vend" data-state={state}>
      {state === 'running' && <span className="spinner" aria-hidden="true" />}
      <b>{t(`desk.testVend.${state}`)}</b> {detail && <code>{detail}</code>}
    </p>
  );
}
