export * from "./description.ts";
export * from "./interface.ts";
export * from "./list.ts";
