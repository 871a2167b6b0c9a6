// npm run release-contracts: writes proto/ to proto/released.binpb; from then on npm run check refuses
// breaking changes to it. Fails if released contracts would break; --break writes anyway (all readers are
// ours and are deployed together).
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { repositoryPath } from "../packages/provision/src/files.ts";

const PICTURE = "proto/released.binpb";

function buf(...args: string[]): void {
  const done = spawnSync(repositoryPath("node_modules", ".bin", "buf"), args, {
    cwd: repositoryPath(),
    stdio: "inherit",
  });
  if (done.status !== 0) process.exit(1);
}

if (existsSync(repositoryPath(PICTURE)) && !process.argv.includes("--break"))
  buf("breaking", "--against", PICTURE);
buf("build", "--exclude-source-info", "-o", PICTURE);
console.log(`${PICTURE}: what is in proto/ now is released`);
