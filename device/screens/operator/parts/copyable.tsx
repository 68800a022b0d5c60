import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

const keptCharacters = 12;
const saidForMs = 3000;

/** Long text shown by its beginning; the button copies all of it. */
export function Copyable({ text }: { text: string }) {
  const { t } = useTranslation();
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), saidForMs);
    return () => clearTimeout(timer);
  }, [isCopied]);
  /** Without a secure context there is no clipboard; the whole text is in the title then. */
  async function copy(): Promise<void> {
    setCopied(
      await navigator.clipboard?.writeText(text).then(
        () => true,
        () => false,
      ),
    );
  }
  return (
    <span className="copyable">
      <code title={text}>
        {text.length > keptCharacters + 1 ? `${text.slice(0, keptCharacters)}…` : text}
      </code>
      <button type="button" onClick={copy}>
        <span aria-live="polite">{t(isCopied ? 'operator.copied' : 'operator.copy')}</span>
      </button>
    </span>
  );
}
