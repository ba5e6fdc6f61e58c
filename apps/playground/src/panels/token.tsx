import { type Quantity, scaled } from "../state/quantities.ts";
import { tagInfo } from "../stream/tag-classes.ts";
import type { TokenView } from "../stream/token-stream.ts";
import { formatValue } from "./format-value.ts";
import { useStateColors } from "./state-colors.ts";

interface TokenProps {
  readonly token: TokenView;
  /** What of the network the text is coloured by, where it is. */
  readonly quantity: Quantity | undefined;
  /** Of the unit that is looked at, where it is known. */
  readonly value: number | undefined;
}

/** A word, and under it its tag, or the value of the unit that is looked at. */
export function Token({ token, quantity, value }: TokenProps) {
  const { label, earlier, final, probability } = token;
  const { group, name } = tagInfo(label);
  const state = final ? "final" : earlier.length > 0 ? "revised" : "provisional";
  const colorOf = useStateColors();
  const color = value === undefined || quantity === undefined ? undefined : colorOf(scaled(quantity, value));
  return (
    <li
      class={`token ${state}`}
      data-class={group}
      data-revised={earlier.length > 0}
      title={`${name}, ${Math.round(probability * 100)} %, ${state}`}
    >
      <span class="word" style={color && { backgroundColor: color.background, color: color.text }}>
        {token.token}
      </span>
      {quantity !== undefined ? (
        <span class="value">{value === undefined ? "·" : formatValue(quantity, value)}</span>
      ) : (
        <span class="tag">
          {earlier.length > 0 && <s>{earlier.at(-1)}</s>}
          {label}
          {!final && <span class="unseen">, {state}</span>}
        </span>
      )}
    </li>
  );
}
