import { expect, it } from "vitest";
import { TokenReports } from "./token-reports.ts";

const report = (index: number, delay: number, label: string) => ({
  index,
  delay,
  label,
  token: "x",
  probability: 1,
  final: delay === 2,
});

it("lets a label stand until the next report of its token", () => {
  const reports = new TokenReports();
  reports.add([report(0, 0, "A"), report(0, 2, "B")]);
  expect([0, 1, 2].map((delay) => reports.labelAt(0, delay))).toEqual(["A", "A", "B"]);
  expect(reports.finalLabel(0)).toBe("B");
});

it("counts changes of the label, not reports", () => {
  const reports = new TokenReports();
  reports.add([report(0, 0, "A"), report(0, 1, "B"), report(0, 2, "B"), report(1, 0, "A"), report(1, 2, "A")]);
  expect([reports.revisionsOf(0), reports.revisionsOf(1)]).toEqual([1, 0]);
});

it("goes on after the tokens so far when the tagger starts anew", () => {
  const reports = new TokenReports();
  reports.add([report(0, 0, "A"), report(1, 0, "B")]);
  reports.restart();
  reports.add([report(0, 0, "C")]);
  expect([0, 1, 2].map((token) => reports.finalLabel(token))).toEqual(["A", "B", "C"]);
});
