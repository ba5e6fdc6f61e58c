import { useEffect, useMemo, useRef } from "preact/hooks";
import type { Playground } from "../playground.ts";
import { Player } from "../transcript/player.ts";
import { transcripts } from "../transcript/transcripts.ts";

/** The longest text that the page takes. */
const LONGEST = 100_000;

export function TextInput({ playground }: { readonly playground: Playground }) {
  const area = useRef<HTMLTextAreaElement>(null);
  const player = useMemo(() => new Player((word) => playground.append(word)), [playground]);
  const playing = player.playing.value;
  const text = playground.text.value;

  useEffect(() => {
    if (playing !== undefined && area.current !== null) area.current.scrollTop = area.current.scrollHeight;
  }, [text, playing]);

  return (
    <div class="text-input">
      <label for="text">Type or paste English</label>
      <textarea
        id="text"
        ref={area}
        rows={4}
        maxLength={LONGEST}
        spellcheck={false}
        autocapitalize="off"
        autocomplete="off"
        aria-describedby="text-hint"
        readOnly={playing !== undefined}
        value={text}
        onInput={(event) => playground.setText(event.currentTarget.value)}
      />
      <p id="text-hint" class="hint">
        A word is tagged when a space follows it, Enter ends the sentence. Change what was said, and all is read anew.
      </p>
      <fieldset class="buttons">
        <legend class="unseen">Play a live transcript, at speaking speed</legend>
        <span class="hint" aria-hidden="true">
          Play
        </span>
        {transcripts.map((transcript) => (
          <button
            key={transcript.id}
            type="button"
            aria-pressed={playing === transcript}
            onClick={() => {
              if (playing === transcript) {
                player.stop();
              } else {
                playground.setText("");
                player.play(transcript);
              }
            }}
          >
            <span aria-hidden="true">{playing === transcript ? "■" : "▶"}</span> {transcript.name}
          </button>
        ))}
        <button
          type="button"
          class="quiet"
          onClick={() => {
            player.stop();
            playground.setText("");
            area.current?.focus();
          }}
        >
          Clear
        </button>
      </fieldset>
    </div>
  );
}
