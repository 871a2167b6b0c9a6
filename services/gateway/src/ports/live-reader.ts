/** Receives the events of one open page. It closes itself if its client reads too slowly. */
export interface LiveReader<Event> {
  /** `id`: what the client sends back as Last-Event-ID. */
  send(id: string, event: Event): void;
  /** The first picture, however large it is: only what comes after it can be too much for a client. */
  sendAll(events: readonly { id: string; event: Event }[]): void;
  /** Shows both sides that the connection is alive. */
  heartbeat(): void;
  close(): void;
}
