import { useEffect, useState } from "preact/hooks";
import type { Playground } from "../playground.ts";
import { tagInfo } from "../stream/tag-classes.ts";

/** How often a screen reader is told something. */
const PERIOD_MS = 1_500;
/** Words that are told at once; of more only how many. */
const MOST_WORDS = 12;

/** Reads out what became final, a few words at a time, and never interrupts. */
export function Announcer({ playground }: { readonly playground: Playground }) {
  const [said, say] = useState("");

  useEffect(() => {
    let told = 0;
    const timer = setInterval(() => {
      const { finals, tokens } = playground.stream.peek();
      const fresh = finals.peek() - told;
      told = finals.peek();
      if (fresh <= 0) return;
      if (fresh > MOST_WORDS) {
        say(`${fresh} words tagged`);
        return;
      }
      const words = tokens
        .peek()
        .filter(({ final }) => final)
        .slice(-fresh);
      say(words.map(({ token, label }) => `${token}, ${tagInfo(label).name}`).join("; "));
    }, PERIOD_MS);
    return () => clearInterval(timer);
  }, [playground]);

  return (
    <p class="unseen" aria-live="polite">
      {said}
    </p>
  );
}
