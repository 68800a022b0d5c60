// A button that has a file made: busy until the browser has it, and a refusal is a sentence instead of a page of JSON.
import { App, Button, type ButtonProps } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { download } from './download.ts';
import { useProblem } from './problem.ts';

interface DownloadButtonProps extends Pick<ButtonProps, 'children' | 'icon' | 'size' | 'type'> {
  /** GET of the hub that answers with a file. */
  path: string;
  'data-testid'?: string;
}

export function DownloadButton({ path, children, ...look }: DownloadButtonProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const words = useProblem();
  const [isBusy, setBusy] = useState(false);
  async function start(): Promise<void> {
    setBusy(true);
    try {
      void message.success(t('shell.fileSaved', { name: await download(path) }));
    } catch (error) {
      void message.error({ content: words(error), duration: 8 });
    } finally {
      setBusy(false);
    }
  }
  return (
    <Button {...look} loading={isBusy} aria-busy={isBusy} onClick={() => void start()}>
      {isBusy ? <span role="status">{t('shell.makingFile')}</span> : children}
    </Button>
  );
}
