import type { Page } from "playwright-core";

/** Milliseconds from the start of the page's load to its first tag. */
export async function firstTag(page: Page): Promise<number> {
  return page.evaluate(() => performance.getEntriesByName("first-tag")[0].startTime);
}

/** How long tasks of the main thread over 50 ms took while `act` went on. */
export async function longTasks(page: Page, act: () => Promise<void>): Promise<number[]> {
  await page.evaluate(() => {
    const durations: number[] = [];
    const observer = new PerformanceObserver((list) => {
      durations.push(...list.getEntries().map(({ duration }) => duration));
    });
    observer.observe({ type: "longtask" });
    Object.assign(window, { durations });
  });
  await act();
  return page.evaluate(() => (window as unknown as { durations: number[] }).durations);
}

/** Time on the processor that the main thread took while `act` went on, in milliseconds: what a busy machine does not change. */
export async function processorTime(page: Page, act: () => Promise<void>): Promise<number> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
  const taskSeconds = async () => {
    const { metrics } = await devtools.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN;
  };
  const before = await taskSeconds();
  await act();
  return ((await taskSeconds()) - before) * 1_000;
}

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds: from begin to end, and of them on the processor. */
  readonly dur?: number;
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

export interface LongestTask {
  readonly wallMs: number;
  /** Of the task that took most time on the processor: what a busy machine does not change. */
  readonly processorMs: number;
}

/** The longest task of the main thread while `act` went on, by the browser's own trace, also where it is short. */
export async function longestTask(page: Page, act: () => Promise<void>): Promise<LongestTask> {
  const browser = page.context().browser();
  if (browser === null) throw new Error("expected a page of a browser, came none");
  await browser.startTracing(page, { categories: ["disabled-by-default-devtools.timeline", "__metadata"] });
  await act();
  const { traceEvents } = JSON.parse(String(await browser.stopTracing())) as { readonly traceEvents: TraceEvent[] };
  const threadOf = ({ pid, tid }: TraceEvent) => `${pid} ${tid}`;
  const isMain = ({ name, args }: TraceEvent) => name === "thread_name" && args.name === "CrRendererMain";
  const mainThreads = new Set(traceEvents.filter(isMain).map(threadOf));
  const tasks = traceEvents.filter((event) => event.name === "RunTask" && mainThreads.has(threadOf(event)));
  return {
    wallMs: Math.max(...tasks.map(({ dur = 0 }) => dur / 1_000)),
    processorMs: Math.max(...tasks.map(({ tdur = 0 }) => tdur / 1_000)),
  };
}
