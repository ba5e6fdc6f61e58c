import fc from "fast-check";
import { expect, it } from "vitest";
import { html } from "./html.ts";

it("escapes what is put in, once, and joins lists", () => {
  const name = `<b class="x">Tom & 'Jerry'</b>`;
  const escaped = "&lt;b class=&quot;x&quot;&gt;Tom &amp; &#39;Jerry&#39;&lt;/b&gt;";
  expect(html`<p title="${name}">${name}</p>`.text).toBe(`<p title="${escaped}">${escaped}</p>`);
  expect(html`<ul>${["<", 2].map((item) => html`<li>${item}</li>`)}</ul>`.text).toBe(
    "<ul><li>&lt;</li><li>2</li></ul>",
  );
});

it("lets no text open a tag, an attribute or an entity", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom("<", ">", "&", '"', "'", "a", ";") }), (text) => {
      const { text: escaped } = html`${text}`;
      expect(escaped).not.toMatch(/[<>"']/);
      const entities: Record<string, string> = { lt: "<", gt: ">", amp: "&", quot: '"', "#39": "'" };
      expect(escaped.replace(/&([^;]+);/g, (_, entity: string) => entities[entity])).toBe(text);
    }),
  );
});
