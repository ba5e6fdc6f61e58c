import { useLayoutEffect, useRef } from "preact/hooks";
import type { Playground } from "../playground.ts";
import { scaled } from "../state/quantities.ts";
import type { StateRows } from "../state/state-rows.ts";
import { shadeOf, statePixels } from "./state-colors.ts";

/** Steps that are seen. */
const COLUMNS = 60;

/** The last steps side by side, a pixel a unit; style sheets make it larger. A unit under the pointer colours the text. */
export function HeatStrip({ playground }: { readonly playground: Playground }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { state } = playground;
  const rows = state.rows.value;
  const units = state.units.value;
  const unit = state.unit.value;
  const pixels = statePixels.value;

  useLayoutEffect(() => {
    if (canvas.current !== null) paint(canvas.current, rows, pixels);
  }, [rows, pixels]);

  const unitAt = (event: PointerEvent): number => {
    const { top, height } = (event.currentTarget as HTMLElement).getBoundingClientRect();
    return Math.min(units - 1, Math.max(0, Math.floor(((event.clientY - top) / height) * units)));
  };
  return (
    <div class="strip">
      <div
        class="strip-field"
        onPointerMove={(event) => state.hover(unitAt(event))}
        onPointerLeave={() => state.hover(undefined)}
        onClick={(event) => state.pin(unitAt(event as unknown as PointerEvent))}
        aria-hidden="true"
      >
        <canvas ref={canvas} width={COLUMNS} height={units} />
        {unit !== undefined && <div class="strip-unit" style={{ top: `${((unit + 0.5) / units) * 100}%` }} />}
      </div>
      <Words playground={playground} rows={rows} />
    </div>
  );
}

/** Under each step its word. */
function Words({ playground, rows }: { readonly playground: Playground; readonly rows: StateRows | undefined }) {
  const words = new Map(playground.words.value.map(({ index, token }) => [index, token]));
  const tokens = rows?.tokens.slice(-COLUMNS) ?? [];
  return (
    <div class="strip-words" aria-hidden="true">
      {tokens.map((token, column) => (
        <span key={column}>{token < 0 ? "⏎" : words.get(token)}</span>
      ))}
    </div>
  );
}

function paint(canvas: HTMLCanvasElement, rows: StateRows | undefined, pixels: Uint32Array): void {
  const context = canvas.getContext("2d");
  if (context === null) return;
  context.clearRect(0, 0, canvas.width, canvas.height);
  if (rows === undefined || rows.tokens.length === 0) return;
  const { quantity, units, tokens, values } = rows;
  const columns = Math.min(COLUMNS, tokens.length);
  const image = context.createImageData(columns, units);
  const to = new Uint32Array(image.data.buffer);
  const start = tokens.length - columns;
  for (let column = 0; column < columns; column++) {
    for (let unit = 0; unit < units; unit++) {
      to[unit * columns + column] = pixels[shadeOf(scaled(quantity, values[(start + column) * units + unit]))];
    }
  }
  context.putImageData(image, 0, 0);
}
