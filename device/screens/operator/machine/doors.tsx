import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeskActOf } from '../../desk-acts.ts';
import { useSignedIn } from '../desk/use-desk.ts';
import { ActButton } from '../parts/act-button.tsx';
import { Confirm } from '../parts/confirm.tsx';

type Door = Omit<DeskActOf<'open-door'>, 'act'>;

export function Doors() {
  const { t } = useTranslation();
  const { desk, view } = useSignedIn();
  const [asked, setAsked] = useState<Door | null>(null);
  const { doorOpen } = view.view.board;
  async function unlock(door: Door): Promise<void> {
    setAsked(null);
    await desk.act({ act: 'open-door', ...door });
  }
  return (
    <section className="panel">
      <h2>{t('desk.doors.title')}</h2>
      <p data-testid="door-state">
        {t('operator.board.door')}：
        {doorOpen === null
          ? t('operator.unknown')
          : t(doorOpen ? 'operator.board.doorOpen' : 'operator.board.doorClosed')}
      </p>
      {view.cabinet.map(({ cabinet, door, state }) => (
        <div key={`${cabinet} ${door}`} className="box-line">
          <span className="grow">
            {t(`desk.doors.${door}`, { cabinet })}
            <br />
            <b>{t(`desk.doors.state.${state}`)}</b>
          </span>
          <ActButton
            need="open-door"
            act="open-door"
            testId={`open-door-${cabinet}-${door}`}
            isOff={state === 'open'}
            onPress={() => setAsked({ cabinet, door })}
          >
            {t('desk.doors.unlock')}
          </ActButton>
        </div>
      ))}
      {asked && (
        <Confirm
          title={t('desk.doors.unlock')}
          yes={t('desk.doors.unlock')}
          onYes={() => unlock(asked)}
          onNo={() => setAsked(null)}
        >
          <p>{t('desk.doors.sure', { door: t(`desk.doors.${asked.door}`, { cabinet: asked.cabinet }) })}</p>
        </Confirm>
      )}
    </section>
  );
}
