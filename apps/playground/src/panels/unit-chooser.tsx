import type { Playground } from "../playground.ts";
import { quantityInfo } from "../state/quantities.ts";
import { formatValue } from "./format-value.ts";

/** Which unit colours the text: for the keyboard, for fingers, and in words. */
export function UnitChooser({ playground }: { readonly playground: Playground }) {
  const { state } = playground;
  const unit = state.unit.value;
  const { range } = quantityInfo[state.quantity.value];
  return (
    <div class="unit-chooser">
      <label>
        <span>Colour the text by unit</span>
        <input
          type="range"
          min={0}
          max={state.units.value - 1}
          value={unit ?? 0}
          aria-valuetext={unit === undefined ? "none" : describe(playground, unit)}
          onInput={(event) => state.pin(Number(event.currentTarget.value))}
        />
      </label>
      <output class="unit-value">{unit === undefined ? "none" : describe(playground, unit)}</output>
      <button
        type="button"
        class="quiet"
        disabled={state.pinned.value === undefined}
        onClick={() => state.pin(undefined)}
      >
        Back to tags
      </button>
      <div class={`scale ${range}`} aria-hidden="true">
        <span>{range === "gate" ? "0" : "−1"}</span>
        <i />
        <span>{range === "unbounded" ? "tanh +1" : "+1"}</span>
      </div>
    </div>
  );
}

/** `87, at “cats” +0.42`: the unit and its value at the newest word. */
function describe({ state, words }: Playground, unit: number): string {
  const last = words.value.at(-1);
  const value = last && state.values.value?.get(last.index);
  return value === undefined ? `${unit}` : `${unit}, at “${last?.token}” ${formatValue(state.quantity.value, value)}`;
}
