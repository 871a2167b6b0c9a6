export interface Relay {
  wake(): void;
}
