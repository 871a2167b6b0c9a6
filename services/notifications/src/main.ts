import { runService } from "@metercast/runtime";
import { variables } from "./config.ts";
import { wire } from "./wire.ts";

await runService({ name: "notifications", variables, wire });
