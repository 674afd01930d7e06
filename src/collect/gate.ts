/** Something to wait for while it is shut. */
export class Gate {
  private waiting: (() => void)[] = [];
  private shutNow = false;

  get isShut(): boolean {
    return this.shutNow;
  }

  shut(): void {
    this.shutNow = true;
  }

  open(): void {
    this.shutNow = false;
    for (const pass of this.waiting.splice(0)) pass();
  }

  /** Resolves when it is open, or as soon as the signal aborts. */
  passed(signal: AbortSignal): Promise<void> {
    if (!this.shutNow || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const pass = (): void => {
        signal.removeEventListener('abort', pass);
        resolve();
      };
      this.waiting.push(pass);
      signal.addEventListener('abort', pass);
    });
  }
}
