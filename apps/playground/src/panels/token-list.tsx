import { Fragment } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Playground } from "../playground.ts";
import { completePart } from "../stream/text-edit.ts";
import { Token } from "./token.tsx";

/** Distance from the end, in pixels, at which the list still follows what comes. */
const NEAR = 48;

export function TokenList({ playground }: { readonly playground: Playground }) {
  const list = useRef<HTMLOListElement>(null);
  const follows = useRef(true);
  const tokens = playground.stream.value.tokens.value;
  const ends = playground.sentenceEnds.value;
  const values = playground.state.values.value;
  const quantity = values === undefined ? undefined : playground.state.rows.value?.quantity;
  const first = tokens[0]?.index ?? 0;

  useLayoutEffect(() => {
    if (follows.current && list.current !== null) list.current.scrollTop = list.current.scrollHeight;
  }, [tokens]);

  return (
    <ol
      ref={list}
      class="tokens"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard.
      tabIndex={0}
      aria-label="Tagged words"
      onScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) => {
        follows.current = scrollTop + clientHeight > scrollHeight - NEAR;
      }}
    >
      {first > 0 && <li class="before">{first} earlier words</li>}
      {tokens.map((token) => (
        <Fragment key={token.index}>
          <Token token={token} quantity={quantity} value={values?.get(token.index)} />
          {ends.has(token.index) && <li class="sentence-end" aria-hidden="true" />}
        </Fragment>
      ))}
      {tokens.length === 0 && <li class="before">Nothing has been said yet.</li>}
      <Unfinished playground={playground} />
    </ol>
  );
}

/** The word that is being typed. */
function Unfinished({ playground }: { readonly playground: Playground }) {
  const text = playground.text.value;
  const word = text.slice(completePart(text).length);
  if (word === "") return null;
  return (
    <li class="token unfinished" aria-hidden="true">
      <span class="word">{word}</span>
      <span class="tag">…</span>
    </li>
  );
}
