/** Runs jobs one after another in the order they were given; a failed job does not stop the next. */
export class FifoMutex {
  #tail: Promise<unknown> = Promise.resolve();

  /** Queues a job; the promise settles as the job does. */
  run<T>(job: () => Promise<T>): Promise<T> {
    const result = this.#tail.then(job);
    this.#tail = result.catch(() => undefined);
    return result;
  }

  /** Resolves when everything queued so far has settled. */
  async idle(): Promise<void> {
    await this.#tail;
  }
}
