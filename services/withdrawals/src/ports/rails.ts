import type { Rail, RailName } from "@metercast/rails";

/** The rails that are configured here. */
export type Rails = ReadonlyMap<RailName, Rail>;
