import { texts } from "./chosen.ts";

export const { statement } = texts<typeof import("./en/statement.ts")>("statement");
