import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeskAct } from '../../desk-acts.ts';
import type { SlotView } from '../../views.ts';
import { useSignedIn } from '../desk/use-desk.ts';
import { Choice } from '../parts/choice.tsx';
import { Confirm } from '../parts/confirm.tsx';

export type Question = 'lock' | 'unlock' | 'clear-jam' | 'test-vend';

const lockReasons = ['damaged', 'jammed', 'noise', 'dirty', 'inspection', 'other'] as const;

interface SlotQuestionProps {
  slot: SlotView;
  question: Question;
  onClose(): void;
}

/** Asks before a slot is locked, unlocked, cleared or turned. */
export function SlotQuestion({ slot: { slot, product, lot }, question, onClose }: SlotQuestionProps) {
  const { t } = useTranslation();
  const { desk } = useSignedIn();
  const [why, setWhy] = useState<(typeof lockReasons)[number]>('inspection');
  const acts: Record<Question, DeskAct> = {
    lock: { act: 'lock-slot', slot, why: t(`desk.lockReasons.${why}`) },
    unlock: { act: 'unlock-slot', slot },
    'clear-jam': { act: 'clear-jam', slot },
    'test-vend': { act: 'test-vend', slot },
  };
  async function go(): Promise<void> {
    onClose();
    await desk.act(acts[question]);
  }
  return (
    <Confirm
      title={`${t('shelf.slot', { slot })} · ${t(`desk.sure.${question}.title`)}`}
      yes={t(`desk.sure.${question}.yes`)}
      onYes={go}
      onNo={onClose}
    >
      <p>
        <b>{product?.name ?? t('shelf.unknownProduct')}</b> <span className="number">{lot}</span>
      </p>
      <p>{t(`desk.sure.${question}.text`)}</p>
      {question === 'lock' && (
        <Choice
          label={t('desk.reason')}
          testId="lock-why"
          options={lockReasons.map((each) => ({ value: each, words: t(`desk.lockReasons.${each}`) }))}
          value={why}
          onChange={(each) => setWhy(each)}
        />
      )}
    </Confirm>
  );
}
