import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Fact } from '../../shared/fact.tsx';
import type { TemperatureView } from '../../views.ts';
import { useSignedIn } from '../desk/use-desk.ts';
import { ActButton } from '../parts/act-button.tsx';
import { Choice } from '../parts/choice.tsx';
import { Confirm } from '../parts/confirm.tsx';
import { Stepper } from '../parts/stepper.tsx';

const modes = ['cool', 'heat', 'off'] as const;
const minuteMs = 60_000;

/** How warm it is, how warm it shall be, and what the cold chain says about it. */
export function Temperature() {
  const { t } = useTranslation();
  const { desk, view } = useSignedIn();
  const { temperature } = view;
  const [mode, setMode] = useState(temperature.mode);
  const [targetC, setTarget] = useState(temperature.targetC);
  const [isAsking, setAsking] = useState(false);
  const isSame = mode === temperature.mode && targetC === temperature.targetC;
  const inWords =
    mode === 'off' ? t('desk.temperature.off') : `${t(`desk.temperature.${mode}`)} ${targetC} °C`;
  async function set(): Promise<void> {
    setAsking(false);
    await desk.act({ act: 'set-temperature', mode, targetC });
  }
  return (
    <section className="panel">
      <h2>{t('desk.temperature.title')}</h2>
      <TemperatureFacts temperature={temperature} />
      <Choice
        label={t('desk.temperature.mode')}
        testId="mode"
        options={modes.map((each) => ({ value: each, words: t(`desk.temperature.${each}`) }))}
        value={mode}
        onChange={(each) => setMode(each)}
      />
      {mode !== 'off' && (
        <Stepper
          label={t('desk.temperature.target')}
          testId="target"
          value={targetC}
          min={-30}
          max={60}
          onChange={setTarget}
        />
      )}
      <ActButton
        need="temperature"
        act="set-temperature"
        testId="set-temperature"
        isMain
        isOff={isSame}
        onPress={() => setAsking(true)}
      >
        {t('desk.temperature.set')}
      </ActButton>
      {isAsking && (
        <Confirm
          title={t('desk.temperature.title')}
          yes={t('desk.temperature.set')}
          onYes={set}
          onNo={() => setAsking(false)}
        >
          <p>{t('desk.temperature.sure', { what: inWords })}</p>
        </Confirm>
      )}
    </section>
  );
}

function TemperatureFacts({ temperature }: { temperature: TemperatureView }) {
  const { t } = useTranslation();
  const { nowC, coldChain, warmSlots } = temperature;
  const minutes = (ms: number) => Math.round(ms / minuteMs);
  return (
    <>
      <p className="big-number number" data-testid="now-c">
        {nowC === null ? t('operator.unknown') : `${nowC} °C`}
      </p>
      <dl>
        <Fact
          name={t('desk.temperature.coldChain')}
          value={
            coldChain === null
              ? t('operator.none')
              : t('desk.temperature.rule', { max: coldChain.maxC, minutes: minutes(coldChain.forMs) })
          }
        />
        {coldChain !== null && coldChain.aboveForMs > 0 && (
          <Fact
            name={t('desk.temperature.above')}
            value={
              <b className="is-bad">
                {t('desk.temperature.minutes', { minutes: minutes(coldChain.aboveForMs) })}
              </b>
            }
          />
        )}
        {warmSlots.length > 0 && (
          <Fact
            name={t('desk.temperature.warmSlots')}
            value={<b className="is-bad">{warmSlots.join(', ')}</b>}
          />
        )}
      </dl>
    </>
  );
}
