import { type Quantity, quantityInfo } from "../state/quantities.ts";

/** A number of the state: "+0.42", "−1.30"; of a gate, which has no sign, "0.42". */
export function formatValue(quantity: Quantity, value: number): string {
  if (quantityInfo[quantity].range === "gate") return value.toFixed(2);
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(2)}`;
}
