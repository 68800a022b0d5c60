// One release: where its changes come from, what they are in words, who signed, and when it goes out.
import { Alert, Descriptions, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { dayTimeOf, whole } from '../../shared/format.ts';
import { Loaded } from '../../shared/loaded.tsx';
import { PageFrame } from '../../shared/page-frame.tsx';
import { useApi } from '../../shared/use-api.ts';
import { ChangesPanel } from './changes-panel.tsx';
import { DraftTools } from './draft-tools.tsx';
import { ReleaseActs } from './release-acts.tsx';
import { bytesOf, type ReleaseDetails, stateColors } from './types.ts';

export default function ReleasePage() {
  const { t } = useTranslation();
  const { id } = useParams();
  const path = `/api/releases/${id}`;
  const query = useApi<ReleaseDetails>(path, {}, { everyMs: 15_000 });
  return (
    <PageFrame
      title={query.data?.title ?? t('releases.title')}
      back="/releases"
      extra={query.data && <ReleaseActs release={query.data} />}
    >
      <Loaded query={query}>
        {(release) => (
          <>
            <Notices release={release} />
            <Facts release={release} />
            <DraftTools release={release} />
            <ChangesPanel release={release} />
          </>
        )}
      </Loaded>
    </PageFrame>
  );
}

function Notices({ release }: { release: ReleaseDetails }) {
  const { t } = useTranslation();
  const { moved, voided, problem, scheduledAtMs, state, version } = release;
  return (
    <>
      {moved && <Alert showIcon type="warning" title={t('releases.moved')} data-testid="release-moved" />}
      {voided > 0 && state !== 'published' && (
        <Alert showIcon type="info" title={t('releases.voided', { count: voided })} data-testid="voided" />
      )}
      {problem && <Alert showIcon type="error" title={t('releases.problem', { problem })} />}
      {state === 'scheduled' && (
        <Alert
          showIcon
          type="info"
          title={t('releases.scheduledAt', { at: dayTimeOf(scheduledAtMs ?? 0) })}
        />
      )}
      {state === 'published' && (
        <Alert
          showIcon
          type="info"
          title={t('releases.published', { version })}
          action={<Link to="/catalog-rollout">{t('releases.rolloutLink')}</Link>}
          data-testid="release-published"
        />
      )}
    </>
  );
}

function Facts({ release }: { release: ReleaseDetails }) {
  const { t } = useTranslation();
  const { sizes, counts, state, version, baseVersion, signatures } = release;
  const facts: [string, React.ReactNode][] = [
    [
      t('releases.state'),
      <Tag key="state" color={stateColors[state]} data-testid="release-state">
        {t(`releases.states.${state}`)}
      </Tag>,
    ],
    [t('releases.version'), version ?? t('releases.baseVersion', { version: baseVersion })],
    [t('releases.createdBy'), `${release.createdByName} · ${dayTimeOf(release.createdAtMs)}`],
    [t('releases.difference'), t('releases.counts', { ...counts })],
    [
      t('releases.signatures'),
      signatures.length === 0
        ? t('releases.signedCount', { count: 0 })
        : signatures.map((one) => `${one.personName} · ${dayTimeOf(one.signedAtMs)}`).join('，'),
    ],
  ];
  if (sizes)
    facts.push(
      [t('releases.sizeEntries'), whole(sizes.entries)],
      [t('releases.sizeChunks'), `${sizes.chunksChanged} / 64 · ${bytesOf(sizes.chunkBytes)}`],
      [t('releases.sizePatch'), bytesOf(sizes.patchBytes)],
      [t('releases.sizeAll'), bytesOf(sizes.catalogBytes)],
    );
  if (release.digest) facts.push(['SHA-256', <code key="digest">{release.digest}</code>]);
  return (
    <div className="panel pad">
      <Descriptions
        size="small"
        column={{ xs: 1, sm: 2, lg: 3 }}
        items={facts.map(([label, children]) => ({ key: label, label, children }))}
      />
    </div>
  );
}
