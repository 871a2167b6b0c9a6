/** Nothing is planned for a channel that is not set up: it would pile up. */
export interface Channels {
  email: boolean;
}
