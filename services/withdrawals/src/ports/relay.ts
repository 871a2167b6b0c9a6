/** Publishes events that were committed. */
export interface Relay {
  wake(): void;
}
