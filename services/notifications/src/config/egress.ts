import { z } from "@metercast/runtime";

/** Requests to webhook endpoints and push services. */
export const egressVariables = {
  EGRESS_ALLOW_PRIVATE: z
    .enum(["0", "1"])
    .default("0")
    .describe(
      "1: webhooks and pushes may go to http addresses, any port, loopback and private networks. For development and tests: with it an admin can reach everything that this service reaches.",
    ),
};
