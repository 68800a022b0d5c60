import { useTranslation } from 'react-i18next';
import { LanguageSwitch } from '../shared/language-switch.tsx';
import type { ShopperView } from '../views.ts';

interface FooterProps {
  view: ShopperView | null;
  isLarge: boolean;
  onLarge(isLarge: boolean): void;
}

export function Footer({ view, isLarge, onLarge }: FooterProps) {
  const { t } = useTranslation();
  return (
    <footer className="footer">
      {view && (
        <p className="footer-operator">
          <span>
            {t('footer.operatedBy')} <b>{view.counter.operatedBy}</b>
          </span>
          <span>
            {t('footer.complaint')} <b className="number">{view.counter.complaintPhone}</b>
          </span>
        </p>
      )}
      <div className="footer-switches">
        <button
          type="button"
          aria-pressed={isLarge}
          data-testid="large-type"
          onClick={() => onLarge(!isLarge)}
        >
          {t(isLarge ? 'footer.normalType' : 'footer.largeType')}
        </button>
        <LanguageSwitch />
      </div>
    </footer>
  );
}
