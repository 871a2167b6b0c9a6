/** Publishes committed events. */
export interface Relay {
  /** Publish now: something was committed. */
  wake(): void;
}
