import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../shared/dialog.tsx';

interface SheetProps {
  title: string;
  testId: string;
  onClose(): void;
  children: ReactNode;
  /** Buttons besides the one that closes. */
  actions?: ReactNode;
}

/** What lies over a page: a title, what it is about, big buttons below. */
export function Sheet({ title, testId, onClose, children, actions }: SheetProps) {
  const { t } = useTranslation();
  return (
    <Dialog label={title} className="sheet" onClose={onClose}>
      <div className="sheet-frame" data-testid={testId}>
        <h2>{title}</h2>
        <div className="sheet-body">{children}</div>
        <div className="sheet-actions">
          <button type="button" data-testid={`${testId}-close`} onClick={onClose}>
            {t('desk.close')}
          </button>
          {actions}
        </div>
      </div>
    </Dialog>
  );
}
