import type { Logger } from "@metercast/runtime";

export interface Loop {
  /** There is work now. */
  kick(): void;
  stop(): Promise<void>;
}

/** Runs `work` every `intervalMs`, and at once when kicked; one turn at a time, and a kick during a turn means one more. */
export function startLoop(intervalMs: number, log: Logger, name: string, work: () => Promise<unknown>): Loop {
  let stopped = false;
  let kicked = false;
  let wake = () => {};
  const running = (async () => {
    while (!stopped) {
      kicked = false;
      await work().catch((err) => log.warn({ err, job: name }, "failed; the next turn tries again"));
      if (!kicked && !stopped) {
        const { promise, resolve } = Promise.withResolvers<void>();
        const timer = setTimeout(resolve, intervalMs);
        wake = resolve;
        await promise;
        clearTimeout(timer);
      }
    }
  })();
  return {
    kick() {
      kicked = true;
      wake();
    },
    async stop() {
      stopped = true;
      wake();
      await running;
    },
  };
}
