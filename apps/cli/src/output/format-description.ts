import type { ModelDescription } from "../describe-model.ts";

const TITLE_WIDTH = 14;

/** The description as aligned lines for people. */
export function formatDescription(model: ModelDescription): string {
  const { input, layers, heads } = model.config;
  const lines: [string, string][] = [
    ["task", model.task],
    ["fingerprint", model.fingerprint],
    ["file", `${model.bytes} bytes`],
    ["parameters", String(model.parameters)],
    ["session", `${model.bytesPerSession} bytes`],
    ["input", formatInput(input)],
    ...layers.map(({ cell, hidden }, l): [string, string] => [`layer ${l}`, `${cell}, ${hidden} units`]),
    ...heads.map(({ name, size, activation, delay = 0 }, h): [string, string] => [
      `head ${h}`,
      `${name}: ${size} classes, ${activation}, delay ${delay}`,
    ]),
    ["weights", `${model.weightBytes} bytes`],
    ...formatTensors(model.tensors),
    ["labels", model.labels.join(" ")],
    ...Object.entries(model.about).map(([key, value]): [string, string] => [key, formatValue(value)]),
  ];
  return lines.map(([title, value]) => `${title.padEnd(TITLE_WIDTH)}${value}`).join("\n");
}

function formatInput(input: ModelDescription["config"]["input"]): string {
  if (input.kind !== "embedding") return `${input.kind}, ${input.size}`;
  return input.tables.map(({ name, rows, size }) => `${name} ${rows}×${size}`).join(", ");
}

/** A line a tensor, its parts in columns. */
function formatTensors(tensors: ModelDescription["tensors"]): [string, string][] {
  const rows = Object.entries(tensors).map(([name, { shape, format, bytes }]) => [
    name,
    shape.join("×"),
    format,
    `${bytes} bytes`,
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column].length)) + 2);
  return rows.map((row) => ["", row.map((part, column) => part.padEnd(widths[column] ?? 0)).join("")]);
}

function formatValue(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
