import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useScanner } from '../../shared/scan/use-scanner.ts';
import type { RestockView } from '../../views.ts';
import { useSignedIn } from '../desk/use-desk.ts';
import { NumberSheet } from '../parts/number-sheet.tsx';
import { Verdict } from './verdict.tsx';

const gtinLengths = [8, 12, 13, 14];

/** Waits for a scan; shows what the counter says about the last one until it is dealt with. */
export function ScanStep({ restock }: { restock: RestockView }) {
  const { t } = useTranslation();
  const { desk } = useSignedIn();
  const [handledAt, setHandledAt] = useState<number | null>(null);
  const [isTyping, setTyping] = useState(false);
  const { session, scan } = restock;
  async function send(text: string): Promise<void> {
    setTyping(false);
    // Refused or unreadable is the verdict itself, and stands on the page in full.
    const isVerdict = ({ code }: { code: string }) => code === 'gate' || code === 'unknown';
    await desk.act({ act: 'restock-scan', session, scan: text }, isVerdict);
  }
  useScanner((text) => void send(text));
  if (scan && scan.at !== handledAt) {
    return <Verdict key={scan.at} scan={scan} session={session} onHandled={() => setHandledAt(scan.at)} />;
  }
  return (
    <section className="panel is-scan" data-testid="scan-wait">
      <svg viewBox="0 0 120 60" aria-hidden="true">
        <path d="M8 8h6v36H8zM18 8h3v36h-3zM26 8h8v36h-8zM38 8h3v36h-3zM46 8h5v36h-5zM56 8h9v36h-9zM70 8h3v36h-3zM78 8h6v36h-6zM89 8h3v36h-3zM97 8h8v36h-8zM109 8h3v36h-3z" />
        <path d="M0 26h120v3H0z" fill="#a51d1d" />
      </svg>
      <h2>{t(desk.busy === 'restock-scan' ? 'desk.restock.reading' : 'desk.restock.scan')}</h2>
      <p>{t('desk.restock.scanHint')}</p>
      <button
        type="button"
        data-testid="type-code"
        disabled={desk.busy !== null || desk.lost}
        onClick={() => setTyping(true)}
      >
        {t('desk.restock.typeCode')}
      </button>
      {isTyping && (
        <NumberSheet
          title={t('desk.restock.typeCode')}
          digitsMax={14}
          show={(digits) => digits || ' '}
          accept={(digits) => gtinLengths.includes(digits.length)}
          hint={t('desk.restock.typeHint')}
          onDone={send}
          onClose={() => setTyping(false)}
        />
      )}
    </section>
  );
}
