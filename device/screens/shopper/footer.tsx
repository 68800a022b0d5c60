import { useTranslation } from 'react-i18next';
import { LanguageSwitch } from '../shared/language-switch.tsx';
import type { ShopperView } from '../views.ts';
import type { Aid, AidSwitches } from './use-aids.ts';
import { canSpeak } from './use-voice.ts';

interface FooterProps {
  view: ShopperView | null;
  aids: AidSwitches;
  onInfo(): void;
}

/** Who runs this counter, whom to call, and what helps to see, hear and reach the page. */
export function Footer({ view, aids, onInfo }: FooterProps) {
  const { t } = useTranslation();
  return (
    <footer className="footer">
      {view && <OperatorLines view={view} />}
      <div className="footer-switches">
        <fieldset className="aids" aria-label={t('aids.title')}>
          <AidButton aid="large" aids={aids} />
          <AidButton aid="contrast" aids={aids} />
          <AidButton aid="low" aids={aids} />
          {canSpeak() && <AidButton aid="voice" aids={aids} />}
        </fieldset>
        {view && (
          <button type="button" className="info-button" data-testid="info-open" onClick={onInfo}>
            {t('info.open')}
          </button>
        )}
        <LanguageSwitch />
      </div>
    </footer>
  );
}

/** Food vending rules ask for the operator, the licence and the phone on the machine itself. */
export function OperatorLines({ view }: { view: ShopperView }) {
  const { t } = useTranslation();
  const { operatedBy, licence, complaintPhone } = view.counter;
  return (
    <p className="operator-lines">
      <span>
        {t('footer.operatedBy')} <b>{operatedBy}</b>
      </span>
      <span>
        {t('footer.licence')} <b className="number">{licence}</b>
      </span>
      <span>
        {t('footer.complaint')} <b className="number">{complaintPhone}</b>
      </span>
    </p>
  );
}

const signs: Record<Aid, string> = {
  large: 'M3 19L9 5l6 14M5 14h8M16 19l3-7 3 7M17 17h4',
  contrast: 'M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18M12 4v16M15 5v14M18 7v10',
  low: 'M12 3v13M6 11l6 6 6-6M4 21h16',
  voice: 'M4 9v6h4l5 4V5L8 9ZM16 9c1.5 2 1.5 4 0 6M19 6.5c3 3.5 3 7.5 0 11',
};

function AidButton({ aid, aids }: { aid: Aid; aids: AidSwitches }) {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      className={`aid is-${aid}`}
      aria-pressed={aids[aid]}
      data-testid={`aid-${aid}`}
      onClick={() => aids.toggle(aid)}
    >
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d={signs[aid]} />
      </svg>
      {t(`aids.${aid}`)}
    </button>
  );
}
