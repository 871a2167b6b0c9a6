import { vi } from "vitest";
import { startConsoleWorld } from "./support/console-world.ts";

// A line is what three people do one after the other: some seconds here, minutes on a busy machine.
vi.setConfig({ testTimeout: 300_000 });
// One world and one browser for all of them, in this order: later ones use what earlier ones left.
startConsoleWorld();
await import("./serving.ts");
await import("./empty.ts");
await import("./viewer-line.ts");
await import("./creator-line.ts");
await import("./creator-books.ts");
await import("./admin-books.ts");
await import("./connection.ts");
await import("./sign-in.ts");
await import("./pages.ts");
await import("./states.ts");
