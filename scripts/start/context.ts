import type { Exit } from "../../packages/local-servers/src/index.ts";
import type { Home } from "./home.ts";
import type { StartOptions } from "./options.ts";

/** A process of the system. */
export interface Part {
  name: string;
  exited(): Promise<Exit>;
  lines(): string[];
  stop(): Promise<unknown>;
  /** Undefined: it is not restarted. */
  restart: (() => Promise<void>) | undefined;
}

export interface Context {
  options: StartOptions;
  home: Home;
  print: (line: string) => void;
  add: (part: Part) => void;
  /** Throws after a signal. */
  checkpoint: () => void;
}
