import { runService } from "@metercast/runtime";
import { derive, variables } from "./config.ts";
import { wire } from "./wire.ts";

await runService({ name: "gateway", variables, derive, wire });
