/** Tells the relay that something was committed. */
export interface Announcer {
  kick(): void;
}
