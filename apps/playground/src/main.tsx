import { effect } from "@preact/signals";
import { options, render } from "preact";

import { App } from "./app.tsx";
import { watchLongTasks } from "./latency/long-tasks.ts";
import { Playground } from "./playground.ts";
import { askForModel } from "./sources/served-model.ts";
import "./styles/main.css";
import { transcripts } from "./transcript/transcripts.ts";

/** A page that is opened has something to look at: the first sentences of a transcript, as if they had been typed. */
const FIRST_LINES = 2;

// One rendering a frame, however many tags come.
options.debounceRendering = (callback) => requestAnimationFrame(() => callback());

async function start(root: HTMLElement): Promise<void> {
  // Made first: the worker's code loads while the server is asked.
  const worker = new Worker(new URL("./tagging-worker.js", import.meta.url), { type: "module" });
  const { protocol, host } = location;
  const socketUrl = `${protocol === "https:" ? "wss" : "ws"}://${host}/`;
  const playground = new Playground(await askForModel(), worker, socketUrl);
  playground.setText(firstLines(transcripts[0].text));
  markFirstTag(playground);
  root.replaceChildren();
  render(<App playground={playground} longTasks={watchLongTasks()} />, root);
}

function firstLines(text: string): string {
  return text.split(/(?<=\n)/, FIRST_LINES).join("");
}

/** For whoever measures how soon the page is of use: `performance.getEntriesByName("first-tag")`. */
function markFirstTag({ stream }: Playground): void {
  const stop = effect(() => {
    if (stream.value.count.value === 0) return;
    performance.mark("first-tag");
    queueMicrotask(() => stop());
  });
}

const root = document.getElementById("playground");
if (root !== null) {
  start(root).catch((error) => {
    root.textContent = `The playground could not start: ${error instanceof Error ? error.message : error}`;
  });
}
