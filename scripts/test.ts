// npm test [-- vitest's arguments]: every test on real servers; ends with the line "N passed, N failed".
import { testAndExit } from "./tests/run.ts";

await testAndExit(process.argv.slice(2));
