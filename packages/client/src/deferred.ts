/** A promise and its two ends (Promise.withResolvers is younger than Node 20). */
export class Deferred {
  readonly promise: Promise<void>;
  resolve: () => void = () => {};
  reject: (error: Error) => void = () => {};

  constructor() {
    this.promise = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    // Whoever does not wait for it is told of the failure by the session's faces.
    this.promise.catch(() => {});
  }
}
