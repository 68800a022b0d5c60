// What a certifier reads before the key in her browser signs: worked out here from the lines, not told by the hub.
import { Alert, Checkbox, Spin } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useProblem } from '../../shared/problem.ts';
import { bytesToSign, type ToSign } from './browser-signing.ts';
import type { ReleaseDetails } from './types.ts';

const shownMax = 200;

interface BrowserSignProps {
  release: ReleaseDetails;
  /** The bytes, once they were read and confirmed; undefined before. */
  onConfirmed(toSign: ToSign | undefined): void;
}

export function BrowserSign({ release, onConfirmed }: BrowserSignProps) {
  const { t, i18n } = useTranslation();
  const words = useProblem();
  const { id, digest } = release;
  const [toSign, setToSign] = useState<ToSign>();
  const [problem, setProblem] = useState<unknown>();
  useEffect(() => {
    let isGone = false;
    bytesToSign({ id, digest }).then(
      (found) => isGone || setToSign(found),
      (error: unknown) => isGone || setProblem(error),
    );
    return () => {
      isGone = true;
    };
  }, [id, digest]);
  if (problem !== undefined)
    return <Alert showIcon type="error" title={words(problem)} data-testid="browser-sign-refused" />;
  if (!toSign) return <Spin />;
  const { summary, version, expires } = toSign;
  const { entries, added, changed, removed } = summary;
  const inChinese = i18n.language.startsWith('zh');
  return (
    <div data-testid="browser-sign">
      <p>{t('releases.workedOut', { version, expires: expires.slice(0, 10), entries })}</p>
      <p data-testid="browser-sign-counts">{t('releases.counts', { added, changed, removed })}</p>
      <ul style={{ maxHeight: 220, overflow: 'auto', paddingInlineStart: 20 }}>
        {summary.words.slice(0, shownMax).map(({ entry, words: { zh, en } }) => (
          <li key={entry}>{inChinese ? zh : en}</li>
        ))}
        {summary.words.length > shownMax && (
          <li>{t('releases.moreChanges', { count: summary.words.length - shownMax })}</li>
        )}
      </ul>
      <p>
        SHA-256{' '}
        <code style={{ wordBreak: 'break-all' }} data-testid="browser-sign-digest">
          {toSign.digest}
        </code>
      </p>
      <Checkbox
        onChange={({ target }) => onConfirmed(target.checked ? toSign : undefined)}
        data-testid="browser-sign-read"
      >
        {t('releases.haveRead')}
      </Checkbox>
    </div>
  );
}
