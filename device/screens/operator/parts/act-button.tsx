import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeskAct } from '../../desk-acts.ts';
import type { Permission } from '../../views.ts';
import { useSignedIn } from '../desk/use-desk.ts';
import { NeedsRole } from './needs-role.tsx';

interface ActButtonProps {
  /** What the role must allow. */
  need: Permission;
  testId: string;
  /** The act it stands for; while that is under way the button says so. */
  act?: DeskAct['act'];
  isMain?: boolean;
  isOff?: boolean;
  onPress(): void;
  children: ReactNode;
}

/** A button that acts: off while another act runs, while the line is lost, and for roles that may not (SCR-63). */
export function ActButton({ need, testId, act, isMain, isOff, onPress, children }: ActButtonProps) {
  const { t } = useTranslation();
  const { desk, can } = useSignedIn();
  const isRunning = act !== undefined && desk.busy === act;
  return (
    <button
      type="button"
      className={isMain ? 'is-main' : ''}
      data-testid={testId}
      aria-busy={isRunning}
      disabled={isOff || !can(need) || desk.busy !== null || desk.lost}
      onClick={onPress}
    >
      {isRunning ? <span className="spinner" aria-hidden="true" /> : null}
      <span>{isRunning ? t('desk.working') : children}</span>
      {!can(need) && <NeedsRole need={need} />}
    </button>
  );
}
