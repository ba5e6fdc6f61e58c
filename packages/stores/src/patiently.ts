/** Pauses before the second attempt and at most, in milliseconds. */
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2_000;

/**
 * What `attempt` resolves with, tried again while it rejects with an error that may heal and `limitMs` have not passed.
 * Pauses have full jitter: a thousand sessions must not all come back to a server in the same moment.
 */
export async function patiently<T>(
  attempt: (tries: number) => Promise<T>,
  mayHeal: (error: unknown) => boolean,
  limitMs: number,
): Promise<T> {
  const deadline = Date.now() + limitMs;
  for (let tries = 1; ; tries++) {
    try {
      return await attempt(tries);
    } catch (error) {
      const pause = Math.random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** tries);
      if (!mayHeal(error) || Date.now() + pause > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}
