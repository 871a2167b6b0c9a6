export * from "./day.ts";
export * from "./local-time.ts";
