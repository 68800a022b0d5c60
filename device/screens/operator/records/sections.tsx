import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Fact } from '../../shared/fact.tsx';
import { momentOf } from '../../shared/format.ts';
import type { OperatorView } from '../../views.ts';
import { Copyable } from '../parts/copyable.tsx';
import { State } from '../parts/state.tsx';

interface SectionProps {
  view: OperatorView;
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="panel">
      <h2>{title}</h2>
      <dl>{children}</dl>
    </section>
  );
}

/** A number of troubles: worth a look when it is not zero. */
const Trouble = ({ count }: { count: number }) => (
  <span className={count > 0 ? 'is-trouble' : ''}>{count.toLocaleString('en')}</span>
);

export function ListsSection({ view: { lists } }: SectionProps) {
  const { t } = useTranslation();
  if (!lists) {
    return (
      <section className="panel">
        <h2>{t('operator.lists.title')}</h2>
        <p className="is-trouble">{t('operator.lists.none')}</p>
      </section>
    );
  }
  const versions = Object.entries(lists.versions) as [keyof typeof lists.versions, number][];
  return (
    <Section title={t('operator.lists.title')}>
      <Fact name={t('operator.lists.signedAt')} value={momentOf(lists.signedAt)} />
      <Fact name={t('operator.lists.amberAt')} value={momentOf(lists.amberAt)} />
      <Fact name={t('operator.lists.redAt')} value={momentOf(lists.redAt)} />
      <Fact name={t('operator.lists.entryCount')} value={lists.entryCount.toLocaleString('en')} />
      <Fact name={t('operator.lists.missingChunks')} value={<Trouble count={lists.missingChunks} />} />
      {versions.map(([name, version]) => (
        <Fact key={name} name={t(`operator.lists.version.${name}`)} value={version} />
      ))}
      <Fact
        name={t('operator.lists.lastRefusal')}
        value={
          lists.lastRefusal ? <span className="is-trouble">{lists.lastRefusal}</span> : t('operator.none')
        }
      />
    </Section>
  );
}

export function JournalSection({ view: { journal } }: SectionProps) {
  const { t } = useTranslation();
  return (
    <Section title={t('operator.journal.title')}>
      <Fact
        name={t('operator.journal.writable')}
        value={<State isGood={journal.writable} good={t('operator.yes')} bad={t('operator.no')} />}
      />
      <Fact name={t('operator.journal.id')} value={<Copyable text={journal.id} />} />
      <Fact name={t('operator.journal.seq')} value={journal.seq.toLocaleString('en')} />
      <Fact name={t('operator.journal.hash')} value={<Copyable text={journal.hash} />} />
    </Section>
  );
}

export function LinkSection({ view: { link } }: SectionProps) {
  const { t } = useTranslation();
  return (
    <Section title={t('operator.link.title')}>
      <Fact
        name={t('operator.link.state')}
        value={
          <State
            isGood={link.connected}
            good={t('operator.link.connected')}
            bad={t('operator.link.disconnected')}
          />
        }
      />
      <Fact name={t('operator.link.since')} value={momentOf(link.since)} />
      <Fact name={t('operator.link.position')} value={link.position.toLocaleString('en')} />
      <Fact name={t('operator.link.unsent')} value={link.unsent.toLocaleString('en')} />
      <Fact name={t('operator.link.lastError')} value={link.lastError ?? t('operator.none')} />
    </Section>
  );
}

export function BoardSection({ view: { board } }: SectionProps) {
  const { t } = useTranslation();
  const { temperatureC, doorOpen } = board;
  return (
    <Section title={t('operator.board.title')}>
      <Fact
        name={t('operator.board.state')}
        value={
          <State isGood={board.online} good={t('operator.board.online')} bad={t('operator.board.offline')} />
        }
      />
      <Fact name={t('operator.board.port')} value={board.port} />
      <Fact name={t('operator.board.framesIn')} value={board.framesIn.toLocaleString('en')} />
      <Fact name={t('operator.board.bytesDiscarded')} value={<Trouble count={board.bytesDiscarded} />} />
      <Fact name={t('operator.board.resends')} value={<Trouble count={board.resends} />} />
      <Fact name={t('operator.board.duplicates')} value={<Trouble count={board.duplicates} />} />
      <Fact name={t('operator.board.portReopens')} value={<Trouble count={board.portReopens} />} />
      <Fact
        name={t('operator.board.temperature')}
        value={temperatureC === null ? t('operator.unknown') : `${temperatureC} °C`}
      />
      <Fact
        name={t('operator.board.door')}
        value={
          doorOpen === null
            ? t('operator.unknown')
            : t(doorOpen ? 'operator.board.doorOpen' : 'operator.board.doorClosed')
        }
      />
    </Section>
  );
}
