// An application's state in words, coloured by what it means.
import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import type { ApplicationState } from './types.ts';

const colors: Partial<Record<ApplicationState, string>> = {
  returned: 'orange',
  rejected: 'red',
  published: 'green',
  expired: 'default',
  withdrawn: 'default',
  draft: 'default',
};

export function StateTag({ state, isFrozen = false }: { state: ApplicationState; isFrozen?: boolean }) {
  const { t } = useTranslation();
  return (
    <>
      <Tag color={colors[state] ?? 'blue'} data-testid={`state-${state}`}>
        {t(`certification.states.${state}`)}
      </Tag>
      {isFrozen && (
        <Tag color="red" data-testid="frozen">
          {t('certification.frozenTag')}
        </Tag>
      )}
    </>
  );
}
