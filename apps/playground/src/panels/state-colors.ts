import { computed, type ReadonlySignal } from "@preact/signals";
import { cssColor } from "./css-color.ts";
import { isDark } from "./theme.ts";

type Rgb = readonly [number, number, number];

export interface StateColor {
  readonly background: string;
  readonly text: string;
}

/** The luminance on which black and white are equally readable. */
const EVEN = 0.179;
/** Shades from −1 to 1. */
const SHADES = 255;

const shades = computed(() => {
  void isDark.value;
  const [negative, neutral, positive] = ["--negative", "--neutral", "--positive"].map((name) => parse(cssColor(name)));
  return Array.from({ length: SHADES }, (_, i): Rgb => {
    const value = (2 * i) / (SHADES - 1) - 1;
    return mix(neutral, value < 0 ? negative : positive, Math.abs(value));
  });
});

/** The colours of numbers from −1 to 1, as the page is lit now. */
export function useStateColors(): (value: number) => StateColor {
  const all = shades.value;
  return (value) => {
    const [r, g, b] = all[shadeOf(value)];
    return { background: `rgb(${r} ${g} ${b})`, text: luminance(all[shadeOf(value)]) > EVEN ? "#000" : "#fff" };
  };
}

/** The same as pixels: every shade in 32 bits, its bytes red, green, blue and opaque in memory, as in a canvas. */
export const statePixels: ReadonlySignal<Uint32Array> = computed(
  () => new Uint32Array(Uint8Array.from(shades.value.flatMap(([r, g, b]) => [r, g, b, 255])).buffer),
);

/** Which of the shades a number from −1 to 1 has. */
export function shadeOf(value: number): number {
  return Math.round(((Math.min(1, Math.max(-1, value)) + 1) / 2) * (SHADES - 1));
}

function parse(color: string): Rgb {
  const [r = 0, g = 0, b = 0] = (color.match(/[\d.]+/g) ?? []).map(Number);
  return [r, g, b];
}

/** About that of sRGB. */
function luminance([r, g, b]: Rgb): number {
  return 0.2126 * (r / 255) ** 2.2 + 0.7152 * (g / 255) ** 2.2 + 0.0722 * (b / 255) ** 2.2;
}

function mix(from: Rgb, to: Rgb, part: number): Rgb {
  const at = (i: 0 | 1 | 2) => Math.round(from[i] + (to[i] - from[i]) * part);
  return [at(0), at(1), at(2)];
}
