import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { History } from "./history.ts";
import { renderReport } from "./report.ts";
import { defaultTrainingOptions } from "./training-options.ts";

const EPOCHS = 4;

function history(updatesPerEpoch: number, score: (epoch: number) => number = (epoch) => epoch): History {
  const updates = Array.from({ length: EPOCHS * updatesPerEpoch }, (_, i) => ({
    update: i + 1,
    epoch: Math.floor(i / updatesPerEpoch),
    loss: 2 + Math.sin(i * i),
    accuracy: 0.5,
    gradientNorm: 1 + (i % 7),
    rate: 0.001,
  }));
  const epochs = Array.from({ length: EPOCHS }, (_, epoch) => ({
    epoch,
    loss: 1 / (epoch + 1),
    accuracy: 0.5,
    score: score(epoch),
    figures: { "reset delay 0": 90 + epoch, "reset <delay> 1": 91 },
    seconds: 2,
  }));
  return { updates, epochs };
}

/** Opens and closes every element in order; returns the names of all. */
function elements(page: string): string[] {
  const open: string[] = [];
  const names: string[] = [];
  for (const [tag, close, name, end] of page.matchAll(/<(\/?)([a-z][a-z0-9]*)[^>]*?(\/?)>/g)) {
    if (close) expect(open.pop(), tag).toBe(name);
    else names.push(name);
    if (!close && !end && name !== "meta") open.push(name);
  }
  expect(open).toEqual([]);
  return names;
}

describe("renderReport", () => {
  const page = renderReport("my <tagger> & co", history(30), defaultTrainingOptions);

  it("is one whole page that loads nothing and runs nothing", () => {
    const names = elements(page);
    expect(names.filter((name) => name === "figure")).toHaveLength(6);
    expect(names).not.toContain("script");
    expect(names).not.toContain("link");
    expect(names).not.toContain("img");
    expect(page).not.toMatch(/\b(src|href|url|@import|https?:)\b/);
    expect(page).toContain("prefers-color-scheme: dark");
    expect(page).toContain('name="viewport"');
  });

  it("escapes names", () => {
    expect(page).toContain("<title>Training of my &lt;tagger&gt; &amp; co</title>");
    expect(page).toContain("reset &lt;delay&gt; 1");
    expect(page).not.toMatch(/<tagger>|<delay>/);
  });

  it("says every option, every epoch and which was the best", () => {
    for (const text of ["schedule.warmup", "optimizer.beta2", "clipped to 5", "4 of 20 epochs, 120 updates, 8 s."]) {
      expect(page).toContain(text);
    }
    const rows = [...page.matchAll(/<th scope="row">([^<]+)</g)].map(([, text]) => text);
    expect(rows).toEqual(["1", "2", "3", "4 best"]);
    // Of equals the first is kept, as the trainer does.
    expect(
      renderReport(
        "x",
        history(3, () => 5),
        defaultTrainingOptions,
      ),
    ).toContain('<th scope="row">1 best<');
  });

  it("says nothing of hits where the losses know of none", () => {
    const { updates, epochs } = history(30);
    const without = <T extends object>(records: readonly (T & { accuracy?: number })[]) =>
      records.map(({ accuracy: _, ...record }) => record);
    const numbers = { updates: without(updates), epochs: without(epochs) } as History;
    const drawn = renderReport("numbers", numbers, defaultTrainingOptions);
    expect(page).toContain("Training accuracy");
    expect(drawn).not.toContain("Training accuracy");
    expect(drawn).toContain("<td>1.0000</td><td>–</td>");
  });

  it("draws at most 1,000 points a curve, so that its size does not grow with the training", () => {
    const long = renderReport("long", history(5000), defaultTrainingOptions);
    const points = [...long.matchAll(/ d="(M[^"]*)"/g)].map(([, path]) => path.split(/[MLHV]/).length - 1);
    expect(Math.max(...points)).toBe(1000);
    expect(long.length).toBeLessThan(250_000);
  });

  it("draws numbers only, whatever the history", () => {
    const value = fc.oneof(
      fc.integer({ min: -1e9, max: 1e9 }).map((n) => n / 1e6),
      fc.constantFrom(0, Number.NaN, Number.POSITIVE_INFINITY, 1e-30),
    );
    const update = fc.record({ loss: value, accuracy: value, gradientNorm: value, rate: value });
    fc.assert(
      fc.property(fc.array(update, { maxLength: 20 }), fc.nat(EPOCHS), (records, ended) => {
        const updates = records.map((record, i) => ({ ...record, update: i + 1, epoch: Math.floor(i / 5) }));
        const epochs = history(1).epochs.slice(0, ended);
        const drawn = renderReport("any", { updates, epochs }, defaultTrainingOptions);
        elements(drawn);
        for (const [, path] of drawn.matchAll(/ (?:d|cx|cy|x|y)="([^"]*)"/g))
          expect(path).not.toMatch(/NaN|Infinity|undefined/);
      }),
    );
  });
});
