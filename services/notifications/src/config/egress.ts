import { InvalidConfig, isLoopback, z } from "@metercast/runtime";

/** Requests to webhook endpoints and push services. */
export const egressVariables = {
  EGRESS_ALLOW_PRIVATE: z
    .enum(["0", "1"])
    .default("0")
    .describe(
      "1: webhooks and pushes may go to http addresses, any port, loopback and private networks. For development and tests: with it an admin can reach everything that this service reaches. The service does not start with it where `LISTEN_HOST` is not a loopback address, except in the demo.",
    ),
};

interface Values {
  EGRESS_ALLOW_PRIVATE: string;
  LISTEN_HOST: string;
  DEMO: string;
}

/** A server in a network is production, or can be taken for it. @throws InvalidConfig */
export function refusePrivateEgress<T extends Values>(config: T): T {
  const { EGRESS_ALLOW_PRIVATE, LISTEN_HOST, DEMO } = config;
  if (EGRESS_ALLOW_PRIVATE === "0" || DEMO === "1" || isLoopback(LISTEN_HOST)) return config;
  throw new InvalidConfig(
    "configuration: EGRESS_ALLOW_PRIVATE=1 lets an admin reach everything that this service reaches, so LISTEN_HOST must be a loopback address",
  );
}
