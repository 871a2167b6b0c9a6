import { fileURLToPath } from "node:url";
import type { Server } from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { ReflectionService } from "@grpc/reflection";

const PROTO_FOLDER = fileURLToPath(new URL("../../../proto", import.meta.url));

/** Lets tools such as grpcurl ask the server what it offers. `name` is the service's full name; its file follows from it: wallet.v1.WalletService is in wallet/v1/wallet.proto. */
export function addReflection(server: Server, name: string): void {
  const [owner, version] = name.split(".");
  const definition = loadSync(`${owner}/${version}/${owner}.proto`, {
    includeDirs: [PROTO_FOLDER],
    keepCase: true,
  });
  new ReflectionService(definition).addToServer(server);
}
