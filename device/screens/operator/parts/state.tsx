interface StateProps {
  isGood: boolean;
  good: string;
  bad: string;
}

/** A state in words, with a sign and a colour that repeat them. */
export function State({ isGood, good, bad }: StateProps) {
  return <span className={isGood ? 'is-good' : 'is-bad'}>{isGood ? `✓ ${good}` : `✕ ${bad}`}</span>;
}
