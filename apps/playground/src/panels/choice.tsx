interface ChoiceProps<Value extends string> {
  readonly name: string;
  /** What is chosen, for those who do not see it. */
  readonly legend: string;
  readonly options: readonly { readonly value: Value; readonly label: string; readonly hint?: string }[];
  readonly chosen: Value;
  readonly choose: (value: Value) => void;
}

/** One of a few, side by side: radio buttons that look like a switch. */
export function Choice<Value extends string>({ name, legend, options, chosen, choose }: ChoiceProps<Value>) {
  return (
    <fieldset class="choice">
      <legend class="unseen">{legend}</legend>
      {options.map(({ value, label, hint }) => (
        <label key={value} title={hint}>
          <input type="radio" name={name} value={value} checked={value === chosen} onChange={() => choose(value)} />
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  );
}
