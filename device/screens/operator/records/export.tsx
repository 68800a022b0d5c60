import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { momentOf } from '../../shared/format.ts';
import { useSignedIn } from '../desk/use-desk.ts';
import { ActButton } from '../parts/act-button.tsx';
import { Confirm } from '../parts/confirm.tsx';

/** Copies the whole journal to a USB stick. */
export function Export() {
  const { t } = useTranslation();
  const { desk, view } = useSignedIn();
  const [target, setTarget] = useState<string | null>(null);
  const { exportTargets, lastExport } = view;
  async function go(to: string): Promise<void> {
    setTarget(null);
    await desk.act({ act: 'export-journal', target: to });
  }
  return (
    <section className="panel" data-testid="export">
      <h2>{t('desk.export.title')}</h2>
      {exportTargets.length === 0 && <p className="banner is-warning">{t('desk.export.none')}</p>}
      <div className="button-row">
        {exportTargets.map((each) => (
          <ActButton
            key={each}
            need="export"
            act="export-journal"
            testId="export-to"
            isMain
            onPress={() => setTarget(each)}
          >
            {t('desk.export.to', { target: each })}
          </ActButton>
        ))}
      </div>
      {lastExport && (
        <p className="is-good" data-testid="last-export">
          ✓{' '}
          {t('desk.export.last', {
            at: momentOf(lastExport.at),
            count: lastExport.lines,
            path: lastExport.path,
          })}
        </p>
      )}
      {target && (
        <Confirm
          title={t('desk.export.title')}
          yes={t('desk.export.yes')}
          onYes={() => go(target)}
          onNo={() => setTarget(null)}
        >
          <p>{t('desk.export.sure', { target })}</p>
        </Confirm>
      )}
    </section>
  );
}
