import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../shared/dialog.tsx';
import { useSignedIn } from '../desk/use-desk.ts';

interface ConfirmProps {
  title: string;
  /** What the yes-button says. */
  yes: string;
  children: ReactNode;
  onYes(): void;
  onNo(): void;
}

/** The second touch of an impatient double touch must not answer the question it has just opened (SCR-62). */
const armAfterMs = 400;

/** Asks before a motor moves, money changes hands or a lock opens. */
export function Confirm({ title, yes, children, onYes, onNo }: ConfirmProps) {
  const { t } = useTranslation();
  const { desk } = useSignedIn();
  const [isArmed, setArmed] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setArmed(true), armAfterMs);
    return () => clearTimeout(timer);
  }, []);
  return (
    <Dialog label={title} className="sheet is-question" onClose={onNo}>
      <div className="sheet-frame" data-testid="confirm">
        <h2>{title}</h2>
        <div className="sheet-body">{children}</div>
        <div className="sheet-actions">
          <button type="button" data-testid="confirm-no" onClick={onNo}>
            {t('desk.cancel')}
          </button>
          <button
            type="button"
            className="is-main"
            data-testid="confirm-yes"
            disabled={!isArmed || desk.busy !== null || desk.lost}
            onClick={onYes}
          >
            {yes}
          </button>
        </div>
      </div>
    </Dialog>
  );
}
