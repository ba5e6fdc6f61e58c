import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import { Samples } from "./latency/samples.ts";
import { Stopwatch } from "./latency/stopwatch.ts";
import { DeviceSource } from "./sources/device-source.ts";
import type { ServedModel } from "./sources/served-model.ts";
import { SocketSource } from "./sources/socket-source.ts";
import type { TagListener } from "./sources/tag-source.ts";
import { StateView } from "./state/state-view.ts";
import { type Comparison, compare } from "./stream/compare.ts";
import { completePart, editOf } from "./stream/text-edit.ts";
import { TokenStream } from "./stream/token-stream.ts";

export type Mode = "device" | "socket";

/** What is on the page. The engine on this device always runs: its state is shown, and the server's tags are held against its. */
export class Playground {
  readonly #model: ServedModel;
  readonly #text = signal("");
  readonly #mode = signal<Mode>("device");
  readonly #notice = signal<string | undefined>(undefined);
  readonly #sentenceEnds = signal<ReadonlySet<number>>(new Set());
  readonly #streams = { device: new TokenStream(), socket: new TokenStream() };
  readonly #device: DeviceSource;
  readonly #waits = { device: new Samples(), socket: new Samples() };
  readonly #stopwatches: Readonly<Record<Mode, Stopwatch>>;
  #said = "";
  readonly socket: SocketSource;
  readonly state: StateView;
  /** One step of the engine on this device. */
  readonly steps = new Samples();
  /** The stream of the mode. */
  readonly stream = computed(() => this.#streams[this.#mode.value]);
  /** The words as the engine on this device hears them. */
  readonly words = computed(() => this.#streams.device.tokens.value);
  /** From a word to its tag, in the mode. */
  readonly waits = computed(() => this.#waits[this.#mode.value]);
  /** The server's tags against those of an unbroken run on this device. */
  readonly comparison: ReadonlySignal<Comparison> = computed(() =>
    compare(this.#streams.socket.tokens.value, this.#streams.device.tokens.value),
  );

  constructor(model: ServedModel, worker: Worker, socketUrl: string) {
    this.#model = model;
    const stopwatch = (mode: Mode) => new Stopwatch((ms) => this.#waits[mode].add([ms * 1_000]));
    this.#stopwatches = { device: stopwatch("device"), socket: stopwatch("socket") };
    this.#device = new DeviceSource(worker, {
      ...this.#listener("device"),
      ready: ({ quantities, units }) => this.state.offer(quantities, units),
      steps: (microseconds, ends) => {
        this.steps.add(microseconds);
        if (ends.length > 0) this.#sentenceEnds.value = new Set([...this.#sentenceEnds.peek(), ...ends]);
      },
      rows: (rows) => this.state.take(rows),
      failed: (message) => {
        this.#notice.value = `The engine on this device stopped: ${message}`;
      },
    });
    this.state = new StateView((quantity) => this.#device.show(quantity));
    this.socket = new SocketSource(socketUrl, this.#listener("socket"));
    this.#device.load(model.address);
  }

  get model(): ServedModel {
    return this.#model;
  }

  get text(): ReadonlySignal<string> {
    return this.#text;
  }

  get mode(): ReadonlySignal<Mode> {
    return this.#mode;
  }

  /** What the reader should know; undefined: nothing. */
  get notice(): ReadonlySignal<string | undefined> {
    return this.#notice;
  }

  /** The last token of each sentence. */
  get sentenceEnds(): ReadonlySignal<ReadonlySet<number>> {
    return this.#sentenceEnds;
  }

  /** The whole text as it is now: what is new goes out; where what was said has changed, all starts anew. */
  setText(text: string): void {
    this.#text.value = text;
    this.#notice.value = undefined;
    const complete = completePart(text);
    const { restart, push } = editOf(this.#said, complete);
    this.#said = complete;
    if (restart) this.#restart();
    this.#push(push);
  }

  append(text: string): void {
    this.setText(this.#text.peek() + text);
  }

  use(mode: Mode): void {
    if (mode === this.#mode.peek()) return;
    this.#mode.value = mode;
    if (mode === "socket") this.connect();
  }

  /** Opens a session, if there is none, and tells it all that was said. */
  connect(): void {
    const { phase } = this.socket.connection.peek();
    if (phase !== "off" && phase !== "failed") return;
    this.#streams.socket.clear();
    this.socket.open(this.#model.name);
    if (this.#said !== "") this.socket.push(this.#said);
  }

  pullPlug(): void {
    this.#stopwatches.socket.cancel();
    this.socket.pullPlug();
  }

  #push(text: string): void {
    if (text === "") return;
    const says = text.trim() !== "";
    if (says) this.#stopwatches.device.start();
    this.#device.push(text);
    const { phase } = this.socket.connection.peek();
    if (phase === "off" || phase === "failed") return;
    if (says && phase !== "unplugged") this.#stopwatches.socket.start();
    this.socket.push(text);
  }

  #restart(): void {
    for (const stopwatch of Object.values(this.#stopwatches)) stopwatch.cancel();
    this.#device.reset();
    this.socket.reset();
  }

  #listener(mode: Mode): TagListener {
    return {
      tags: (tags) => {
        batch(() => {
          if (tags.length > 0) this.#stopwatches[mode].stop();
          this.#streams[mode].apply(tags);
        });
      },
      cleared: () => {
        batch(() => {
          this.#streams[mode].clear();
          if (mode === "socket") return;
          this.#sentenceEnds.value = new Set();
          this.state.clear();
        });
      },
      refused: (message) => {
        this.#stopwatches[mode].cancel();
        this.#notice.value = `Left out: ${message}`;
      },
    };
  }
}
