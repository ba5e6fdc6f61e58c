/** What one identity may use, over all its connections to a server. Without a number there is no bound but the limits. */
export interface Quotas {
  /** Open at once. */
  readonly sessions?: number;
  readonly tokensPerSecond?: number;
  /** In a day of UTC. */
  readonly generatedTokens?: number;
}

/** Who a client is. */
export interface Identity {
  /** The same for all connections of one client; its sessions belong to it. */
  readonly subject: string;
  readonly quotas?: Quotas;
  /** Milliseconds since 1970: from then on the connection is closed. */
  readonly expires?: number;
}

/** Says who a client is by the token that it shows. */
export interface Authenticator {
  /** Rejects with AUTH_FAILED, AUTH_EXPIRED, or AUTH_UNAVAILABLE where nothing can be said of the token now. */
  verify(token: string): Promise<Identity>;
}

/** Every client of a server that asks nobody. */
export const anonymous: Identity = { subject: "" };
