import { InvalidConfig } from "@metercast/runtime";
import { expect, it } from "vitest";
import { refusePrivateEgress } from "./egress.ts";

const local = { EGRESS_ALLOW_PRIVATE: "1", LISTEN_HOST: "127.0.0.1", DEMO: "0" };

it.each([
  local,
  { ...local, LISTEN_HOST: "::1" },
  { ...local, LISTEN_HOST: "::", DEMO: "1" },
  { ...local, LISTEN_HOST: "::", EGRESS_ALLOW_PRIVATE: "0" },
])("starts: %j", (config) => {
  expect(refusePrivateEgress(config)).toBe(config);
});

it.each(["::", "0.0.0.0", "10.1.2.3", "127.0.0.1.example"])(
  "private addresses are closed on a server that listens on %s",
  (LISTEN_HOST) => {
    const start = () => refusePrivateEgress({ ...local, LISTEN_HOST });
    expect(start).toThrow(InvalidConfig);
    expect(start).toThrow(/EGRESS_ALLOW_PRIVATE=1 .* LISTEN_HOST/);
  },
);
