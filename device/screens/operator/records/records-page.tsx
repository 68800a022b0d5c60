import { useTranslation } from 'react-i18next';
import { Fact } from '../../shared/fact.tsx';
import { momentOf } from '../../shared/format.ts';
import { useSignedIn } from '../desk/use-desk.ts';
import { State } from '../parts/state.tsx';
import { Export } from './export.tsx';
import { BoardSection, JournalSection, LinkSection, ListsSection } from './sections.tsx';

/** What the counter holds and what the hub holds of it: position, lists, clock, storage, settings. */
export function RecordsPage() {
  const { view } = useSignedIn();
  return (
    <>
      <Export />
      <div className="sections">
        <JournalSection view={view.view} />
        <LinkSection view={view.view} />
        <ListsSection view={view.view} />
        <CareSection />
        <BoardSection view={view.view} />
      </div>
    </>
  );
}

const mebibyte = 1024 * 1024;
const agreesWithinMs = 60_000;

function CareSection() {
  const { t } = useTranslation();
  const { storage, clock, settings, enrolment, view } = useSignedIn().view;
  const inMiB = (bytes: number) => `${Math.round(bytes / mebibyte).toLocaleString('en')} MiB`;
  return (
    <section className="panel" data-testid="care">
      <h2>{t('desk.care.title')}</h2>
      <dl>
        <Fact
          name={t('desk.care.storage')}
          value={
            <State
              isGood={!storage.low}
              good={`${inMiB(storage.freeBytes)} / ${inMiB(storage.totalBytes)}`}
              bad={`${inMiB(storage.freeBytes)} / ${inMiB(storage.totalBytes)}`}
            />
          }
        />
        <Fact
          name={t('desk.care.clock')}
          value={
            <State
              isGood={Math.abs(clock.wallMs - clock.trustedMs) < agreesWithinMs}
              good={momentOf(clock.wallMs)}
              bad={t('desk.care.clockWrong', {
                wall: momentOf(clock.wallMs),
                trusted: momentOf(clock.trustedMs),
              })}
            />
          }
        />
        <Fact name={t('desk.care.jumps')} value={clock.jumps} />
        <Fact name={t('desk.care.settings')} value={settings.version} />
        {settings.refused && (
          <Fact
            name={t('desk.care.settingsRefused')}
            value={<span className="is-bad">{settings.refused}</span>}
          />
        )}
        {enrolment && (
          <Fact
            name={t('desk.care.certificate')}
            value={enrolment.notAfter === null ? t('operator.none') : momentOf(enrolment.notAfter)}
          />
        )}
        <Fact name={t('operator.agentVersion')} value={view.agentVersion} />
      </dl>
    </section>
  );
}
