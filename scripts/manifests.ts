// npm run manifests: builds every overlay of deploy/k8s and checks it against the types of Kubernetes and of
// the operators, against itself (selectors, references, network edges) and against the code (images, ports,
// variables, probes). Part of npm run check.
import { checkAll } from "./manifests/check.ts";

const problems = checkAll();
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exit(1);
