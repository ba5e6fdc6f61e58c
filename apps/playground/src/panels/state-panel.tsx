import type { Playground } from "../playground.ts";
import { quantityInfo } from "../state/quantities.ts";
import { Choice } from "./choice.tsx";
import { HeatStrip } from "./heat-strip.tsx";
import { Panel } from "./panel.tsx";
import { UnitChooser } from "./unit-chooser.tsx";

export function StatePanel({ playground }: { readonly playground: Playground }) {
  const { state } = playground;
  const quantities = state.quantities.value;
  const quantity = state.quantity.value;
  const { symbol, meaning } = quantityInfo[quantity];
  if (quantities.length === 0) {
    return (
      <Panel id="state" title="The state at work">
        <p class="hint">The model is loading, or it looks backward and has no state that goes on from word to word.</p>
      </Panel>
    );
  }
  return (
    <Panel
      id="state"
      title="The state at work"
      aside={
        <Choice
          name="quantity"
          legend="What is shown of each unit"
          options={quantities.map((value) => ({
            value,
            label: quantityInfo[value].name,
            hint: `${quantityInfo[value].symbol}: ${quantityInfo[value].meaning}`,
          }))}
          chosen={quantity}
          choose={(value) => state.show(value)}
        />
      }
    >
      <p class="hint">
        <b>{symbol}</b>, {meaning}. {state.units.value} units from top to bottom, a word to the right is one step later.{" "}
        {sourceOf(playground)}
      </p>
      <HeatStrip playground={playground} />
      <UnitChooser playground={playground} />
    </Panel>
  );
}

/** Where the numbers come from: none is made up, and none comes over the wire. */
function sourceOf({ state, mode }: Playground): string {
  const quantity = state.quantity.value;
  if (quantity !== "hidden" && quantity !== "cell") {
    return "Worked out again in double precision, by the reference cell, from the state before each step.";
  }
  if (mode.value === "device") return "Read from the engine's memory.";
  return "The server sends tags, not its state: this is the same model, stepped here over the same words.";
}
