// What may be done with a release now: frozen, signed, sent back, published now or later, given up.
import { Button, Input, Modal, Popconfirm, Space } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../shared/session.tsx';
import { useAct } from '../../shared/use-api.ts';
import { PublishDialog } from './publish-dialog.tsx';
import { SignDialog } from './sign-dialog.tsx';
import type { ReleaseDetails } from './types.ts';

export function ReleaseActs({ release }: { release: ReleaseDetails }) {
  const { t } = useTranslation();
  const { can, person } = useSession();
  const { act, busy } = useAct();
  const [dialog, setDialog] = useState<'sign' | 'return' | 'publish'>();
  const path = `/api/releases/${release.id}`;
  const { state, moved, counts, signatures } = release;
  const isOpen = ['draft', 'ready', 'scheduled'].includes(state);
  const isMine = person !== null && release.authors.includes(person.id);
  const hasSigned = signatures.some((one) => one.person === person?.id);
  const isEmpty = counts.added + counts.changed + counts.removed === 0;
  const close = () => setDialog(undefined);
  return (
    <Space wrap>
      {moved && can('release.draft') && (
        <Button
          type="primary"
          loading={busy}
          onClick={() => void act('post', `${path}/rebase`)}
          data-testid="release-rebase"
        >
          {t('releases.rebase')}
        </Button>
      )}
      {state === 'draft' && !moved && can('release.draft') && (
        <Button
          type="primary"
          loading={busy}
          disabled={counts.conflicts > 0}
          onClick={() => void act('post', `${path}/submit`, isEmpty ? { renewal: true } : {})}
          data-testid="release-submit"
        >
          {isEmpty ? t('releases.renewal') : t('releases.freeze')}
        </Button>
      )}
      {state === 'ready' && can('release.sign') && (
        <>
          <Button
            type="primary"
            disabled={isMine || hasSigned || moved}
            onClick={() => setDialog('sign')}
            data-testid="release-sign"
          >
            {t('releases.sign')}
          </Button>
          <Button onClick={() => setDialog('return')} data-testid="release-return">
            {t('releases.sendBack')}
          </Button>
        </>
      )}
      {(state === 'ready' || state === 'scheduled') && can('release.publish') && (
        <Button
          type="primary"
          disabled={signatures.length < 2 || moved}
          onClick={() => setDialog('publish')}
          data-testid="release-publish"
        >
          {t('releases.publish')}
        </Button>
      )}
      {state === 'scheduled' && can('release.publish') && (
        <Button onClick={() => void act('delete', `${path}/schedule`)}>{t('releases.unschedule')}</Button>
      )}
      {isOpen && can('release.draft') && (
        <Popconfirm
          title={t('releases.dropAsk')}
          okText={t('releases.confirmDrop')}
          cancelText={t('shell.cancel')}
          onConfirm={() => void act('post', `${path}/drop`)}
        >
          <Button danger>{t('releases.drop')}</Button>
        </Popconfirm>
      )}
      {dialog === 'sign' && <SignDialog release={release} onClose={close} />}
      {dialog === 'publish' && <PublishDialog release={release} onClose={close} />}
      {dialog === 'return' && <ReturnDialog path={path} onClose={close} />}
    </Space>
  );
}

function ReturnDialog({ path, onClose }: { path: string; onClose(): void }) {
  const { t } = useTranslation();
  const { act, busy } = useAct();
  const [reason, setReason] = useState('');
  return (
    <Modal
      open
      title={t('releases.sendBackTitle')}
      okText={t('releases.sendBack')}
      cancelText={t('shell.cancel')}
      okButtonProps={{ disabled: reason.trim() === '', loading: busy }}
      onOk={() =>
        void act('post', `${path}/return`, { reason: reason.trim() }).then((done) => done && onClose())
      }
      onCancel={onClose}
    >
      <Input.TextArea
        rows={3}
        maxLength={280}
        value={reason}
        aria-label={t('releases.reason')}
        placeholder={t('releases.reason')}
        onChange={({ target }) => setReason(target.value)}
        data-testid="return-reason"
      />
    </Modal>
  );
}
