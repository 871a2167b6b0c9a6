import { runService } from "@metercast/runtime";
import { refusePrivateEgress } from "./config/egress.ts";
import { variables } from "./config.ts";
import { wire } from "./wire.ts";

await runService({ name: "notifications", variables, derive: refusePrivateEgress, wire });
