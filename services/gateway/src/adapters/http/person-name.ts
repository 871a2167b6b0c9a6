import { z } from "@hono/zod-openapi";

/** The name of the person whose id stands beside it. */
export const personName = z.string().nullable().openapi({
  description: "The name in their token, or else the address; null: no token of theirs was seen.",
});
