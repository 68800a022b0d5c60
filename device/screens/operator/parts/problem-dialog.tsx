import { useTranslation } from 'react-i18next';
import { Dialog } from '../../shared/dialog.tsx';
import type { DeskProblem } from '../desk/answer.ts';

/** What did not work, in words: the code, the gate's reasons, and what the log says about it. */
export function ProblemDialog({ problem, onClose }: { problem: DeskProblem; onClose(): void }) {
  const { t, i18n } = useTranslation();
  const { code, why, message, reasons } = problem;
  const words = why ? t(`desk.why.${why}`, { defaultValue: '' }) : '';
  return (
    <Dialog label={t('desk.problem.title')} className="sheet is-question" onClose={onClose}>
      <div className="sheet-frame" role="alert" data-testid="problem" data-code={code}>
        <h2 className="is-bad">{t('desk.problem.title')}</h2>
        <div className="sheet-body">
          <p>{words || t(`desk.problem.${code}`)}</p>
          <ul className="reasons">
            {reasons.map((reason) => (
              <li key={reason}>{t(`reasons.${reason}`)}</li>
            ))}
          </ul>
          {message && i18n.language === 'en' && !words && <p className="is-soft">{message}</p>}
          {why && why !== code && !words && <code>{why}</code>}
        </div>
        <div className="sheet-actions">
          <button type="button" className="is-main" data-testid="problem-close" onClick={onClose}>
            {t('errors.ok')}
          </button>
        </div>
      </div>
    </Dialog>
  );
}
