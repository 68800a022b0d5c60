import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useScanner } from '../../shared/scan/use-scanner.ts';
import type { DeskProblem } from '../desk/answer.ts';
import type { DeskHandle } from '../desk/use-desk.ts';
import { NumberPad } from '../parts/number-pad.tsx';
import { shuffled } from './shuffled.ts';

interface PinFormProps {
  desk: DeskHandle;
  triesLeft: number;
  isOff: boolean;
}

const pinLength = 6;
const operatorMin = 3;
const operatorMax = 8;
const badgeMin = 4;
const badgeMax = 200;
const triesUsual = 5;

/** Operator number, then PIN; a badge read meanwhile stands for the number and is never shown. */
export function PinForm({ desk, triesLeft, isOff }: PinFormProps) {
  const { t } = useTranslation();
  const [operator, setOperator] = useState('');
  const [badge, setBadge] = useState<string | null>(null);
  const [isAtPin, setAtPin] = useState(false);
  const [pin, setPin] = useState('');
  const [digits, setDigits] = useState<readonly string[] | undefined>();
  const [isWrong, setWrong] = useState(false);

  function startAgain(): void {
    setOperator('');
    setBadge(null);
    setAtPin(false);
    setPin('');
  }
  useScanner((text) => {
    if (text.length < badgeMin || text.length > badgeMax || isOff) return;
    startAgain();
    setBadge(text);
    setAtPin(true);
  });
  async function send(typed: string): Promise<void> {
    const isOwnWords = (problem: DeskProblem) => problem.code === 'wrong' || problem.code === 'locked-out';
    const answer = await desk.act(
      badge === null
        ? { act: 'sign-in-pin', operator, pin: typed }
        : { act: 'sign-in-badge', badge, pin: typed },
      isOwnWords,
    );
    // The number stays: a PIN typed once more by habit must not stand readable in the number's field.
    if (!answer?.ok) setPin('');
    setWrong(answer?.ok === false && answer.code === 'wrong');
  }
  function typePin(digit: string): void {
    const typed = (pin + digit).slice(0, pinLength);
    setPin(typed);
    if (typed.length === pinLength && pin.length < pinLength) void send(typed);
  }
  const isSending = desk.busy !== null;
  const isSilent = isOff || isSending || desk.lost;
  return (
    <section className="sign-in-card">
      <h2>{t(isAtPin ? 'desk.signIn.pin' : 'desk.signIn.number')}</h2>
      {badge !== null && (
        <p className="is-good" data-testid="badge-read">
          ✓ {t('desk.signIn.badgeRead')}
        </p>
      )}
      {isAtPin && badge === null && (
        <button type="button" className="sign-in-who" data-testid="other-number" onClick={startAgain}>
          {t('desk.signIn.otherNumber', { operator })}
        </button>
      )}
      {isAtPin ? (
        <Dots count={pin.length} />
      ) : (
        <output className="pad-display number" data-testid="operator-number">
          {operator || ' '}
        </output>
      )}
      <p className="sign-in-note" role="status" data-testid="sign-in-note">
        {isWrong && <b className="is-bad">{t('desk.signIn.wrong')} </b>}
        {(isWrong || triesLeft < triesUsual) && t('desk.signIn.triesLeft', { count: triesLeft })}
        {isSending && t('desk.working')}
      </p>
      <NumberPad
        {...(isAtPin && digits && { digits })}
        isOff={isSilent}
        onDigit={(digit) =>
          isAtPin ? typePin(digit) : setOperator((typed) => (typed + digit).slice(0, operatorMax))
        }
        onBack={() =>
          isAtPin ? setPin((typed) => typed.slice(0, -1)) : setOperator((typed) => typed.slice(0, -1))
        }
        onClear={startAgain}
      />
      {!isAtPin && (
        <button
          type="button"
          className="is-main is-whole-row"
          data-testid="to-pin"
          disabled={operator.length < operatorMin || isSilent}
          onClick={() => setAtPin(true)}
        >
          {t('desk.signIn.next')}
        </button>
      )}
      <div className="sign-in-more">
        <button
          type="button"
          aria-pressed={digits !== undefined}
          data-testid="shuffle"
          onClick={() => setDigits(digits ? undefined : shuffled(cryptoRandom))}
        >
          {t('desk.signIn.shuffle')}
        </button>
        <button
          type="button"
          data-testid="by-phone"
          disabled={isSilent}
          onClick={() => desk.act({ act: 'ask-approval' })}
        >
          {t('desk.signIn.byPhone')}
        </button>
      </div>
      <p className="sign-in-hint">{t('desk.signIn.badgeHint')}</p>
    </section>
  );
}

const cryptoRandom = (): number => crypto.getRandomValues(new Uint32Array(1))[0]! / 2 ** 32;

/** How many digits are typed, and never which. */
function Dots({ count }: { count: number }) {
  const { t } = useTranslation();
  return (
    <div
      className="dots"
      role="img"
      data-testid="pin-dots"
      data-count={count}
      aria-label={t('desk.signIn.typed', { count })}
    >
      {Array.from({ length: pinLength }, (_, index) => (
        <i key={`dot ${index + 1}`} className={index < count ? 'is-filled' : ''} />
      ))}
    </div>
  );
}
