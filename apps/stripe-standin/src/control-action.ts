import { z } from "zod";
import type { Standin } from "./standin.ts";

export const cents = z.number().int();

export function action<Schema extends z.ZodType, Result>(
  input: Schema,
  run: (standin: Standin, input: z.output<Schema>) => Result,
) {
  return { input, run };
}
