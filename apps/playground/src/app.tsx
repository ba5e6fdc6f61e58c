import type { ReadonlySignal } from "@preact/signals";
import type { LongTasks } from "./latency/long-tasks.ts";
import { Announcer } from "./panels/announcer.tsx";
import { ConnectionPanel } from "./panels/connection-panel.tsx";
import { LatencyPanel } from "./panels/latency-panel.tsx";
import { StatePanel } from "./panels/state-panel.tsx";
import { StreamPanel } from "./panels/stream-panel.tsx";
import { ThemeToggle } from "./panels/theme-toggle.tsx";
import type { Playground } from "./playground.ts";

interface AppProps {
  readonly playground: Playground;
  readonly longTasks: ReadonlySignal<LongTasks> | undefined;
}

/** The panels; one more is one more line here. */
export function App({ playground, longTasks }: AppProps) {
  return (
    <>
      <header class="masthead">
        <h1>rivulet</h1>
        <p>One word in, one step, a tag at once. Watch the network as it reads.</p>
        <ThemeToggle />
      </header>
      <main class="panels">
        <StreamPanel playground={playground} />
        <LatencyPanel playground={playground} longTasks={longTasks} />
        <ConnectionPanel playground={playground} />
        <StatePanel playground={playground} />
      </main>
      <Announcer playground={playground} />
      <footer class="footer">
        {playground.model.name} · model {playground.model.fingerprint.slice(0, 12)} · nothing you type leaves this page
        and its server
      </footer>
    </>
  );
}
