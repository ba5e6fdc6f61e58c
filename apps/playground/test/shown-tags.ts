import { TextTagger } from "@rivulet/live";
import type { Page } from "playwright-core";
import { model } from "./open-page.ts";

/** A word of the page and its tag, with " …" behind it while it may still change. */
export async function shownTags(page: Page): Promise<string[]> {
  return page.locator(".tokens .token:not(.unfinished)").evaluateAll((tokens) =>
    tokens.map((token) => {
      const tag = token.querySelector(".tag");
      const label = [...(tag?.childNodes ?? [])].find(({ nodeType }) => nodeType === 3)?.textContent;
      const mark = token.classList.contains("final") ? "" : " …";
      return `${token.querySelector(".word")?.textContent}/${label}${mark}`;
    }),
  );
}

/** What a tagger on Node says of the same text, in the same form. */
export function tagsOf(text: string): string[] {
  const tagger = new TextTagger(model);
  const shown: string[] = [];
  for (const { index, token, label, final } of tagger.push(text)) {
    shown[index] = `${token}/${label}${final ? "" : " …"}`;
  }
  tagger.dispose();
  return shown;
}
