import { type ConnectionOptions, connect, type NatsConnection } from "@nats-io/transport-node";
import { RivuletError } from "@rivulet/errors";

/**
 * A connection that is made again for ever once it stands. `url`: nats://user:password@host:port, nats://token@host:port or
 * tls://host:port, several after commas. Rejects with ARGUMENT_INVALID, or CONNECTION_FAILED where no server answers.
 */
export async function connectNats(url: string, options: ConnectionOptions = {}): Promise<NatsConnection> {
  const addresses = url.split(",").map(parse);
  const [{ username, password, protocol }] = addresses;
  const user = decodeURIComponent(username);
  const credentials = password === "" ? { token: user } : { user, pass: decodeURIComponent(password) };
  try {
    return await connect({
      servers: addresses.map(({ host }) => host),
      maxReconnectAttempts: -1,
      // The default waits two seconds; results wait as long.
      reconnectTimeWait: 200,
      ...(user === "" ? {} : credentials),
      ...(protocol === "tls:" ? { tls: {} } : {}),
      ...options,
    });
  } catch (cause) {
    // Without the address: it may hold a password.
    const detail = `expected a NATS server, came ${cause instanceof Error ? cause.message : cause}`;
    throw new RivuletError("CONNECTION_FAILED", detail, { cause });
  }
}

function parse(text: string): URL {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
  if (url !== undefined && url.host !== "" && ["nats:", "tls:"].includes(url.protocol)) return url;
  throw new RivuletError("ARGUMENT_INVALID", "expected nats://host:port or tls://host:port, came another address");
}
