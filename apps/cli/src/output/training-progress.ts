import type { EpochRecord, History, UpdateRecord } from "@rivulet/train";
import { Presets, SingleBar } from "cli-progress";

/** What people see of a training, on standard error: a bar with loss, rate and time left, and a line an epoch. */
export class TrainingProgress {
  readonly #epochs: number;
  readonly #bar: SingleBar;
  #started = 0;
  #from = 0;
  #epochSeen = -1;
  #updatesOfEpoch = 0;

  constructor(epochs: number) {
    this.#epochs = epochs;
    const format = "epoch {epoch} {bar} {percentage}% · loss {loss} · right {right} · rate {rate} · {left} left";
    // Without a terminal a line now and then, so that a log shows progress too.
    this.#bar = new SingleBar(
      { format, hideCursor: true, noTTYOutput: true, notTTYSchedule: 30_000, stream: process.stderr },
      Presets.rect,
    );
  }

  start(history: History): void {
    for (const record of history.epochs) this.#line(record, false);
    this.#bar.start(this.#epochs, history.epochs.length, {
      epoch: history.epochs.length + 1,
      loss: "–",
      right: "–",
      rate: "–",
      left: "–",
    });
    this.#started = performance.now();
    this.#from = history.epochs.length;
  }

  update(record: UpdateRecord, updatesOfEpoch: number): void {
    this.#updatesOfEpoch = record.epoch === this.#epochSeen ? this.#updatesOfEpoch + 1 : 1;
    this.#epochSeen = record.epoch;
    const done = record.epoch + this.#updatesOfEpoch / updatesOfEpoch;
    const seconds = ((performance.now() - this.#started) / 1000 / (done - this.#from)) * (this.#epochs - done);
    this.#bar.update(done, {
      epoch: `${record.epoch + 1}/${this.#epochs}`,
      loss: record.loss.toPrecision(3),
      right: record.accuracy === undefined ? "–" : `${(100 * record.accuracy).toFixed(1)} %`,
      rate: record.rate.toPrecision(2),
      left: seconds < 90 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`,
    });
  }

  epoch(record: EpochRecord, best: boolean): void {
    this.#line(record, best);
  }

  stop(): void {
    this.#bar.stop();
  }

  finish(history: History, out: string): void {
    const seconds = history.epochs.reduce((sum, record) => sum + record.seconds, 0);
    process.stderr.write(`wrote ${out}, trained in ${seconds.toFixed(0)} s; the curves are in ${out}.html\n`);
  }

  #line(record: EpochRecord, best: boolean): void {
    const figures = Object.entries(record.figures).map(([name, value]) => `${name} ${value.toFixed(2)}`);
    const text = `epoch ${record.epoch + 1}: loss ${record.loss.toFixed(3)} · dev ${figures.join(" · ")} · ${record.seconds.toFixed(0)} s${best ? " · best" : ""}`;
    process.stderr.write(`${process.stderr.isTTY ? "\r\u001b[2K" : ""}${text}\n`);
  }
}
