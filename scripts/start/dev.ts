import { startProcess } from "../../packages/local-servers/src/index.ts";
import { repositoryPath, SERVICE_NAMES, type ServiceName } from "../../packages/provision/src/index.ts";
import type { Context } from "./context.ts";

const FIRST_GRPC_PORT = 7101;
const FIRST_ADMIN_PORT = 8101;
const CONSOLE_PORT = 5173;

/** Fixed in `npm run dev`, so that a service in a debugger has the address that the others know. */
export function devPorts(name: ServiceName): { grpc: number; admin: number } {
  const place = SERVICE_NAMES.indexOf(name);
  return { grpc: FIRST_GRPC_PORT + place, admin: FIRST_ADMIN_PORT + place };
}

/** Prints how to run a service that was left out with `--except`. */
export function printEnvironment(
  name: ServiceName,
  env: Readonly<Record<string, string>>,
  print: (line: string) => void,
): void {
  print(`${name} is left out. Run it with this environment:`);
  for (const [variable, value] of Object.entries(env))
    if (value !== "") print(`export ${variable}='${value.replaceAll("'", "'\\''")}'`);
  print(`node_modules/.bin/node --inspect services/${name}/src/main.ts`);
}

/** The console with hot reload. Its requests go to the gateway. */
export async function startConsole({ options, home, print, add }: Context): Promise<void> {
  const child = await startProcess({
    name: "console",
    command: repositoryPath("node_modules", ".bin", "vite"),
    args: [repositoryPath("apps", "console"), "--port", String(CONSOLE_PORT), "--strictPort"],
    cwd: repositoryPath(),
    env: { ...process.env, GATEWAY_URL: `http://127.0.0.1:${options.port}` },
    logFile: home.newLog("console"),
  });
  add({
    name: "console",
    exited: () => child.exited,
    lines: child.lines,
    stop: child.stop,
    restart: undefined,
  });
  print(`console with hot reload: http://127.0.0.1:${CONSOLE_PORT}`);
}
