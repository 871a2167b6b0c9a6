import { texts } from "./chosen.ts";

export const { connection } = texts<typeof import("./en/connection.ts")>("connection");
