// First and last day of a list, in the address; and links that export what is asked.
import { Input, Space } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { DownloadButton } from '../../shared/download-button.tsx';

/** Values of the address that are fixed in the table's question. */
export function usePeriod(): Record<string, string> {
  const [params] = useSearchParams();
  const given: Record<string, string> = {};
  for (const name of ['from', 'to', 'counter']) {
    const value = params.get(name);
    if (value) given[name] = value;
  }
  return given;
}

export function Period() {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const set = (name: string, value: string) =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        next.delete('page');
        if (value) next.set(name, value);
        else next.delete(name);
        return next;
      },
      { replace: true },
    );
  return (
    <Space wrap>
      {(['from', 'to'] as const).map((name) => (
        <Input
          key={name}
          type="date"
          aria-label={t(`money.${name}`)}
          value={params.get(name) ?? ''}
          onChange={({ target }) => set(name, target.value)}
          data-testid={`money-${name}`}
        />
      ))}
    </Space>
  );
}

/** The same question as a file. */
export function Exports({ path, extra = {} }: { path: string; extra?: Record<string, string> }) {
  const { t } = useTranslation();
  const [params] = useSearchParams();
  const href = (format: string) => {
    const query = new URLSearchParams(params);
    query.delete('page');
    query.delete('pageSize');
    for (const [name, value] of Object.entries({ ...extra, format })) query.set(name, value);
    return `${path}?${query}`;
  };
  return (
    <Space>
      {(['csv', 'xlsx'] as const).map((format) => (
        <DownloadButton key={format} path={href(format)} data-testid={`export-${format}`}>
          {t(`money.${format}`)}
        </DownloadButton>
      ))}
    </Space>
  );
}
