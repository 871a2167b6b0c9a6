/** The relay of the outbox. */
export interface Relay {
  wake(): void;
}
