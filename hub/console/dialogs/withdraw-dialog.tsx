// Takes a product, a lot or a supplier out of sale, and shows how it takes effect.
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import { Alert, Button, Input, Modal, Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Dashboard, SanctionRow } from '../../http/views.ts';
import { Reach } from '../panels/sanctions-panel.tsx';
import { send } from '../shared/api.ts';
import { useProblem } from '../shared/problem.ts';
import { EntryChoice } from './entry-choice.tsx';

type Kind = 'product' | 'lot' | 'supplier';
const kinds: readonly Kind[] = ['product', 'lot', 'supplier'];

interface DialogProps {
  view: Dashboard | undefined;
  onClose(): void;
}

interface Wish {
  kind: Kind;
  entry: Entry | undefined;
  lots: string;
  reason: string;
}

const lotsOf = (text: string) => [...new Set(text.split(/[\s,，、;；]+/).filter(Boolean))];

function requestOf({ kind, entry, lots, reason }: Wish): { path: string; body: object } | undefined {
  const grounds = { reason: reason.trim() };
  if (!entry || grounds.reason === '') return undefined;
  if (kind === 'supplier')
    return { path: '/api/blacklistings', body: { creditCode: entry.supplier.creditCode, ...grounds } };
  if (kind === 'product') return { path: '/api/withdrawals', body: { entry: entry.id, ...grounds } };
  const named = lotsOf(lots);
  return named.length === 0
    ? undefined
    : { path: '/api/withdrawals', body: { entry: entry.id, lots: named, ...grounds } };
}

export default function WithdrawDialog({ view, onClose }: DialogProps) {
  const { t } = useTranslation();
  const words = useProblem();
  const [wish, setWish] = useState<Wish>({ kind: 'product', entry: undefined, lots: '', reason: '' });
  const [isSending, setSending] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [done, setDone] = useState<SanctionRow>();
  const change = (part: Partial<Wish>) => setWish((before) => ({ ...before, ...part }));
  const request = requestOf(wish);

  async function submit(): Promise<void> {
    if (!request) return;
    setSending(true);
    setProblem(undefined);
    try {
      const answer = await send<{ sanction: SanctionRow }>('post', request.path, request.body);
      setDone(answer.sanction);
    } catch (error) {
      setProblem(t('withdraw.failed', { message: words(error) }));
    } finally {
      setSending(false);
    }
  }

  const cancel = (
    <Button key="cancel" onClick={onClose}>
      {t('withdraw.cancel')}
    </Button>
  );
  const submitButton = (
    <Button
      key="submit"
      type="primary"
      danger
      disabled={!request}
      loading={isSending}
      onClick={submit}
      data-testid="withdraw-submit"
    >
      {t('withdraw.submit')}
    </Button>
  );
  const close = (
    <Button key="close" type="primary" onClick={onClose} data-testid="withdraw-close">
      {t('withdraw.close')}
    </Button>
  );
  return (
    <Modal
      open
      title={t('withdraw.title')}
      onCancel={onClose}
      width={560}
      footer={done ? [close] : [cancel, submitButton]}
    >
      {done ? (
        <Effect row={view?.sanctions.find(({ id }) => id === done.id) ?? done} nowMs={view?.at ?? done.at} />
      ) : (
        <Form wish={wish} change={change} />
      )}
      {problem && <Alert type="error" showIcon title={problem} />}
    </Modal>
  );
}

function Form({ wish, change }: { wish: Wish; change(part: Partial<Wish>): void }) {
  const { t } = useTranslation();
  return (
    <div className="form">
      <Segmented
        block
        aria-label={t('withdraw.kind')}
        value={wish.kind}
        options={kinds.map((value) => ({ value, label: t(`withdraw.kinds.${value}`) }))}
        onChange={(kind) => change({ kind: kind as Kind })}
        data-testid="withdraw-kind"
      />
      <EntryChoice chosen={wish.entry} onChoose={(entry) => change({ entry })} />
      {wish.kind === 'lot' && (
        <Input
          value={wish.lots}
          onChange={({ target }) => change({ lots: target.value })}
          placeholder={t('withdraw.lotsHint')}
          aria-label={t('withdraw.lots')}
          data-testid="withdraw-lots"
        />
      )}
      <Input.TextArea
        value={wish.reason}
        onChange={({ target }) => change({ reason: target.value.replace(/\p{Cc}/gu, ' ') })}
        placeholder={t('withdraw.reasonHint')}
        aria-label={t('withdraw.reason')}
        maxLength={300}
        rows={2}
        data-testid="withdraw-reason"
      />
      <p className="hint">
        {t(`withdraw.${wish.kind}Effect`, {
          supplier: wish.entry?.supplier.name ?? t('withdraw.thisSupplier'),
        })}
      </p>
    </div>
  );
}

function Effect({ row, nowMs }: { row: SanctionRow; nowMs: number }) {
  const { t } = useTranslation();
  const isDone = row.confirmed === row.total;
  return (
    <div className="form" data-testid="withdraw-effect">
      <Alert
        type={isDone ? 'success' : 'info'}
        showIcon
        title={t(isDone ? 'withdraw.effective' : 'withdraw.published')}
        description={`${row.targetName} · ${row.reason}`}
      />
      <Reach row={row} nowMs={nowMs} />
    </div>
  );
}
