import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useScanner } from '../../shared/scan/use-scanner.ts';
import type { EnrolmentView } from '../../views.ts';
import type { DeskHandle } from '../desk/use-desk.ts';
import { codeKeys, TextPad } from '../parts/text-pad.tsx';

interface EnrolmentProps {
  desk: DeskHandle;
  enrolment: EnrolmentView;
  /** Null: there is nothing to go back to. */
  onBack: (() => void) | null;
}

const codeLength = 16;
const isCode = (text: string) => /^[A-Z2-7]{16}$/.test(text);
/** The whole claim, with the fingerprint of the hub's authority behind the code. */
const isClaim = (text: string) => /^[A-Z2-7]{16}\.[0-9a-f]{64}$/.test(text);
/** As printed and scanned: groups, hyphens and small letters do not matter. */
const codeOf = (text: string) => text.toUpperCase().replace(/[^A-Z2-7]/g, '');
const inGroups = (code: string) => code.padEnd(codeLength, '·').replace(/(.{4})(?=.)/g, '$1 ');

/** A counter without an identity asks for the one-time code that the hub gave the installer (SCR-66). */
export function Enrolment({ desk, enrolment, onBack }: EnrolmentProps) {
  const { t } = useTranslation();
  const [code, setCode] = useState('');
  const isAsking = enrolment.state === 'asking' || desk.busy === 'enrol';
  const enrol = (typed: string) =>
    (isCode(typed) || isClaim(typed)) && desk.act({ act: 'enrol', code: typed });
  useScanner((text) => {
    const scanned = isClaim(text.trim()) ? text.trim() : codeOf(text);
    setCode(codeOf(scanned).slice(0, codeLength));
    void enrol(scanned);
  });
  return (
    <main className="sign-in" data-testid="enrolment" data-state={enrolment.state}>
      <section className="sign-in-card is-broad">
        <h2>{t('desk.enrol.title')}</h2>
        <p>
          {t('desk.enrol.counter')} <b className="number">{enrolment.counter}</b>
        </p>
        <p>{t('desk.enrol.text')}</p>
        {enrolment.state === 'refused' && (
          <p className="banner is-stopped" role="alert">
            {t('desk.enrol.refused')} <code>{enrolment.detail}</code>
          </p>
        )}
        <output className="pad-display number is-code" data-testid="enrol-code">
          {inGroups(code)}
        </output>
        <TextPad
          rows={codeKeys}
          onKey={(key) => setCode((typed) => (typed + key).slice(0, codeLength))}
          onBack={() => setCode((typed) => typed.slice(0, -1))}
        />
        <button
          type="button"
          className="is-main is-whole-row"
          data-testid="enrol"
          disabled={!isCode(code) || isAsking || desk.busy !== null || desk.lost}
          onClick={() => enrol(code)}
        >
          {t(isAsking ? 'desk.enrol.asking' : 'desk.enrol.send')}
        </button>
        {onBack && (
          <button type="button" className="is-whole-row" onClick={onBack}>
            {t('desk.enrol.back')}
          </button>
        )}
      </section>
    </main>
  );
}
