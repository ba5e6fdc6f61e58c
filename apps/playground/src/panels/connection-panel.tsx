import type { Playground } from "../playground.ts";
import type { Connection } from "../sources/socket-source.ts";
import { Panel } from "./panel.tsx";

export function ConnectionPanel({ playground }: { readonly playground: Playground }) {
  const connection = playground.socket.connection.value;
  const waiting = playground.socket.waiting.value;
  const { compared, same } = playground.comparison.value;
  const { phase } = connection;
  const isOn = phase === "connected" || phase === "resumed" || phase === "unplugged";
  return (
    <Panel id="connection" title="The plug" aside={<span class={`lamp ${phase}`}>{phaseNames[phase]}</span>}>
      <p class="banner" role="status">
        {textOf(connection, waiting)}
      </p>
      <div class="buttons">
        {isOn && phase !== "unplugged" && (
          <button type="button" class="strong" onClick={() => playground.pullPlug()}>
            Pull the plug
          </button>
        )}
        {phase === "unplugged" && (
          <button type="button" class="strong" onClick={() => playground.socket.putPlugIn()}>
            Put it back in
          </button>
        )}
        {(phase === "off" || phase === "failed") && (
          <button
            type="button"
            onClick={() => playground.use("socket")}
            disabled={playground.mode.value === "socket" && phase === "off"}
          >
            Go over the socket
          </button>
        )}
      </div>
      {isOn && compared > 0 && (
        <p class="comparison" data-equal={same === compared}>
          <b>
            {same} of {compared}
          </b>{" "}
          final tags are those of an unbroken run on this device, to the bit.
        </p>
      )}
    </Panel>
  );
}

const phaseNames: Readonly<Record<Connection["phase"], string>> = {
  off: "not connected",
  connecting: "connecting",
  connected: "connected",
  unplugged: "unplugged",
  resumed: "resumed",
  failed: "failed",
};

function textOf(connection: Connection, waiting: number): string {
  switch (connection.phase) {
    case "off":
      return "Over the socket the server tags the words. Cut the connection in the middle of a sentence: the session goes on where it stood.";
    case "connecting":
      return "Connecting to the server …";
    case "connected":
      return "The server carries the state of this stream. Pull the plug while words come.";
    case "unplugged":
      return `The wire is cut. Keep typing: ${waiting === 0 ? "what you say waits here" : `${pushes(waiting)} waiting here`}.`;
    case "resumed": {
      const { recovery, awayMs, waited } = connection;
      const { recovered, fromSeq, epoch } = recovery;
      const how = recovered
        ? `from a checkpoint, from message ${fromSeq} on`
        : `all sent again from message ${fromSeq} on`;
      return `Back after ${(awayMs / 1_000).toFixed(1)} s: ${how} (epoch ${epoch}). ${pushes(waited)} had waited.`;
    }
    case "failed":
      return `The session is over: ${connection.message}`;
  }
}

function pushes(count: number): string {
  return count === 1 ? "1 push" : `${count} pushes`;
}
