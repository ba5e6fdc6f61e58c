import { type ReadonlySignal, signal } from "@preact/signals";

export interface LongTasks {
  readonly count: number;
  /** Milliseconds. */
  readonly longest: number;
}

/** Tasks of the main thread over 50 ms since now, where the browser tells of them. */
export function watchLongTasks(): ReadonlySignal<LongTasks> | undefined {
  if (!PerformanceObserver.supportedEntryTypes.includes("longtask")) return undefined;
  const tasks = signal<LongTasks>({ count: 0, longest: 0 });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) {
      const { count, longest } = tasks.peek();
      tasks.value = { count: count + 1, longest: Math.max(longest, duration) };
    }
  }).observe({ type: "longtask" });
  return tasks;
}
