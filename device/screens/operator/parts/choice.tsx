interface ChoiceProps<V extends string> {
  label: string;
  testId: string;
  options: { value: V; words: string }[];
  value: NoInfer<V> | null;
  onChange(value: V): void;
}

/** One of a few, each a big button. */
export function Choice<V extends string>({ label, testId, options, value, onChange }: ChoiceProps<V>) {
  return (
    <fieldset className="choice" aria-label={label}>
      <span className="field-label">{label}</span>
      <div className="choice-options">
        {options.map((option) => (
          <button
            key={option.value}
            type="button"
            aria-pressed={option.value === value}
            data-testid={`${testId}-${option.value}`}
            onClick={() => onChange(option.value)}
          >
            {option.words}
          </button>
        ))}
      </div>
    </fieldset>
  );
}
