// An answer of the hub on screen: a skeleton before it comes, what to do when it does not, words when it is empty.
import type { UseQueryResult } from '@tanstack/react-query';
import { Alert, Button, Empty, Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiError } from './api.ts';
import { useProblem } from './problem.ts';

interface LoadedProps<T> {
  query: UseQueryResult<T, ApiError>;
  isEmpty?(data: T): boolean;
  /** What an empty answer means and what to do next. */
  empty?: ReactNode;
  /** Rows of the skeleton. */
  rows?: number;
  children(data: T): ReactNode;
}

export function Loaded<T>({ query, isEmpty, empty, rows = 6, children }: LoadedProps<T>) {
  const { t } = useTranslation();
  if (query.data === undefined && query.isError)
    return <Failed error={query.error} retry={() => void query.refetch()} />;
  if (query.data === undefined)
    return (
      <div className="waiting" aria-busy>
        <Skeleton active title={false} paragraph={{ rows, width: '100%' }} />
      </div>
    );
  if (isEmpty?.(query.data))
    return (
      <Empty
        image={Empty.PRESENTED_IMAGE_SIMPLE}
        description={empty ?? t('shell.empty')}
        data-testid="empty"
      />
    );
  return (
    <>
      {query.isError && <Failed error={query.error} retry={() => void query.refetch()} />}
      {children(query.data)}
    </>
  );
}

export function Failed({ error, retry }: { error: unknown; retry(): void }) {
  const { t } = useTranslation();
  const words = useProblem();
  return (
    <Alert
      type="error"
      showIcon
      className="failed"
      title={words(error)}
      action={
        <Button size="small" onClick={retry}>
          {t('shell.retry')}
        </Button>
      }
      data-testid="failed"
    />
  );
}
