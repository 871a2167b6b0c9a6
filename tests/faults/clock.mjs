// Loaded before a service (node --import): its wall clock is wrong by as many milliseconds as the file
// CLOCK_OFFSET_FILE says at the moment. Timers are not: as on a machine whose clock is set.
import { readFileSync } from "node:fs";

const file = process.env.CLOCK_OFFSET_FILE;
const RealDate = Date;
let offset = 0;
// biome-ignore lint/style/noRestrictedGlobals: this runs in the service whose clock it sets
setInterval(() => {
  let told = Number.NaN;
  try {
    told = Number.parseInt(readFileSync(file, "utf8"), 10);
  } catch {
    // Not written yet.
  }
  if (Number.isNaN(told) || told === offset) return;
  offset = told;
  console.error(`clock set by ${offset} ms`);
}, 20).unref();

class WrongDate extends RealDate {
  constructor(...given) {
    if (given.length === 0) super(RealDate.now() + offset);
    else super(...given);
  }
  static now() {
    return RealDate.now() + offset;
  }
}
globalThis.Date = WrongDate;
