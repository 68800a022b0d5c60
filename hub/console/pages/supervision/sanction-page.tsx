// One sanction: why, how far it has come counter by counter, its evidence, and its release.
import { Alert, Button, Card, Descriptions, Form, Input, Modal, Progress, Statistic, Upload } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import type { EffectSummary } from '../../../sanctions/effect-ledger.ts';
import { upload } from '../../shared/api.ts';
import { DownloadButton } from '../../shared/download-button.tsx';
import { dayTimeOf, whole, yuan } from '../../shared/format.ts';
import { Loaded } from '../../shared/loaded.tsx';
import { PageFrame } from '../../shared/page-frame.tsx';
import { useSession } from '../../shared/session.tsx';
import { useAct, useApi } from '../../shared/use-api.ts';
import { EffectTables } from './effect-tables.tsx';
import { Level, StateTag } from './sanctions-page.tsx';
import { testId } from './test-id.ts';
import { kindsOfGroup, type SanctionDetail, sanctionGroups } from './types.ts';

export default function SanctionPage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const { can } = useSession();
  const [isReleasing, setReleasing] = useState(false);
  const query = useApi<SanctionDetail>(`/api/supervision/sanctions/${id}`, {}, { everyMs: 5000 });
  const one = query.data;
  const group = sanctionGroups.find((name) => one && kindsOfGroup[name].includes(one.kind)) ?? 'withdrawals';
  return (
    <PageFrame
      title={one ? `${t(`supervision.kinds.${one.kind}`)} · ${one.targetName}` : t('supervision.sanction')}
      back={`/sanctions?group=${group}`}
      extra={
        one?.releasedAt === null &&
        can('sanction.release') && (
          <Button onClick={() => setReleasing(true)} data-testid="release">
            {t('supervision.release')}
          </Button>
        )
      }
    >
      <Loaded query={query}>
        {(sanction) => (
          <>
            <Facts sanction={sanction} />
            <Effect id={id} summary={sanction.summary} />
            <EffectTables id={id} />
            <Evidence sanction={sanction} />
          </>
        )}
      </Loaded>
      {isReleasing && one && (
        <ReleaseDialog id={id} isSigned={group !== 'suspensions'} close={() => setReleasing(false)} />
      )}
    </PageFrame>
  );
}

function Facts({ sanction }: { sanction: SanctionDetail }) {
  const { t } = useTranslation();
  const { target, lots, reason, legalBasis, by, at, pushedAt, releasedAt, releasedBy, releaseReason } =
    sanction;
  const items = [
    { key: 'state', label: t('supervision.state'), children: <StateTag releasedAt={releasedAt} /> },
    { key: 'target', label: t('supervision.target'), children: [target, ...lots].join(' · ') },
    { key: 'reason', label: t('supervision.reason'), children: reason },
    { key: 'basis', label: t('supervision.legalBasis'), children: legalBasis || '–' },
    {
      key: 'level',
      label: t('supervision.level'),
      children: <Level level={sanction.level} place={sanction.place} />,
    },
    { key: 'by', label: t('supervision.by'), children: `${by} · ${dayTimeOf(at)}` },
    {
      key: 'pushed',
      label: t('supervision.pushedAt'),
      children: `${pushedAt === null ? '–' : dayTimeOf(pushedAt)} · v${sanction.listVersion}`,
    },
    ...(releasedAt === null
      ? []
      : [
          {
            key: 'released',
            label: t('supervision.states.released'),
            children: `${releasedBy ?? ''} · ${dayTimeOf(releasedAt)} · ${releaseReason}`,
          },
        ]),
  ];
  return (
    <Card size="small" style={{ marginBottom: 12 }}>
      <Descriptions size="small" column={{ xs: 1, md: 2 }} items={items} />
      {sanction.entries.length > 0 && (
        <details>
          <summary>{t('supervision.cascade', { count: sanction.entries.length })}</summary>
          {sanction.entries.map(({ id, name }) => (
            <div key={id}>
              <a href={`/p/${encodeURIComponent(id)}`}>{name}</a> · {id}
            </div>
          ))}
        </details>
      )}
    </Card>
  );
}

/** SANC-12: the sums of the rows below. */
function Effect({ id, summary }: { id: string; summary: EffectSummary }) {
  const { t } = useTranslation();
  const { total, confirmed, boundMs } = summary;
  const waiting = summary.reachable + summary.unreachable;
  const figures: [string, string | number][] = [
    ['confirmed', `${whole(confirmed)} / ${whole(total)}`],
    ['reachable', whole(summary.reachable)],
    ['unreachable', whole(summary.unreachable)],
    ['red', whole(summary.red)],
    ['packages', whole(summary.packages)],
    ['salesBefore', `${whole(summary.sales)} · ${yuan(summary.salesFen)}`],
    ['refused', whole(summary.refused)],
  ];
  return (
    <Card
      size="small"
      style={{ marginBottom: 12 }}
      title={t('supervision.effect')}
      extra={
        <DownloadButton
          type="link"
          size="small"
          path={`/api/supervision/sanctions/${encodeURIComponent(id)}/ledger.csv`}
          data-testid="csv"
        >
          {t('supervision.csv')}
        </DownloadButton>
      }
    >
      <Progress
        percent={total === 0 ? 100 : Math.floor((100 * confirmed) / total)}
        status={confirmed === total ? 'success' : waiting > 0 ? 'active' : 'normal'}
        aria-label={t('supervision.effects.confirmed')}
      />
      {waiting > 0 && (
        <p className="hint">{t('supervision.bound', { count: waiting, at: dayTimeOf(boundMs) })}</p>
      )}
      {summary.salesAfter > 0 && (
        <Alert type="error" showIcon title={t('supervision.soldAfter', { count: summary.salesAfter })} />
      )}
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: '8px 28px' }}>
        {figures.map(([name, value]) => (
          <Statistic
            key={name}
            title={t(`supervision.effects.${name}`)}
            value={value}
            styles={{ content: { fontSize: 18 } }}
            data-testid={`effect-${name}`}
          />
        ))}
      </div>
    </Card>
  );
}

function Evidence({ sanction: { id, evidence } }: { sanction: SanctionDetail }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const { run, busy } = useAct();
  if (!can('sanction.release')) return null;
  const path = `/api/supervision/sanctions/${encodeURIComponent(id)}/evidence`;
  return (
    <Card size="small" title={t('supervision.evidence')} style={{ marginTop: 12 }}>
      {evidence.length === 0 && <p className="hint">{t('supervision.noEvidence')}</p>}
      {evidence.map((file) => (
        <p key={file.id}>
          <a href={`${path}/${file.id}`} download>
            {file.name}
          </a>{' '}
          <span className="hint">
            {whole(Math.ceil(file.size / 1024))} kB · {file.addedBy} · {dayTimeOf(file.addedAt)}
          </span>
        </p>
      ))}
      <Upload
        showUploadList={false}
        accept=".pdf,.png,.jpg,.jpeg"
        beforeUpload={(file) => {
          void run(() => upload(path, file), { refresh: ['/api/supervision'] });
          return false;
        }}
      >
        <Button loading={busy} data-testid="add-evidence">
          {t('supervision.addEvidence')}
        </Button>
      </Upload>
      <p className="hint">
        {t('supervision.evidenceHint')}{' '}
        <Link to={`/exposures?new=1&sanction=${id}`}>{t('supervision.expose')}</Link>
      </p>
    </Card>
  );
}

function ReleaseDialog({ id, isSigned, close }: { id: string; isSigned: boolean; close(): void }) {
  const { t } = useTranslation();
  const { act, busy } = useAct();
  const [form] = Form.useForm<{ reason: string; passphrase?: string }>();
  return (
    <Modal
      open
      title={t('supervision.release')}
      onCancel={close}
      onOk={() => form.submit()}
      okText={t('supervision.release')}
      okButtonProps={{ ...testId('confirm-release') }}
      cancelText={t('shell.cancel')}
      confirmLoading={busy}
    >
      <p>{t('supervision.releaseHint')}</p>
      <Form
        form={form}
        layout="vertical"
        onFinish={async ({ reason, passphrase }) => {
          const body = { reason, ...(passphrase ? { passphrase } : {}) };
          if (await act('post', `/api/supervision/sanctions/${id}/release`, body)) close();
        }}
      >
        <Form.Item
          name="reason"
          label={t('supervision.reasonPublic')}
          rules={[{ required: true, whitespace: true, message: t('supervision.needed') }]}
        >
          <Input maxLength={300} data-testid="release-reason" />
        </Form.Item>
        {isSigned && (
          <Form.Item name="passphrase" label={t('supervision.passphrase')}>
            <Input.Password autoComplete="off" maxLength={200} />
          </Form.Item>
        )}
      </Form>
    </Modal>
  );
}
