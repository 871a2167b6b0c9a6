// Checks that every package declares what it imports, and that each dependency has one exact version (part
// of npm run check).
import { repositoryPath } from "../packages/provision/src/files.ts";
import { dependencyProblems } from "./dependencies/problems.ts";

const problems = dependencyProblems(repositoryPath());
for (const problem of problems) console.error(problem);
process.exit(problems.length === 0 ? 0 : 1);
