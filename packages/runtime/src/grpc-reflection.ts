import { readFileSync } from "node:fs";
import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import type { Server } from "@grpc/grpc-js";
import { ReflectionService } from "@grpc/reflection";

/** Made by `npm run generate` from proto/: a FileDescriptorSet with everything that its files import. */
const DESCRIPTORS = new URL("../../contracts/generated/descriptors.binpb", import.meta.url);

/** Server reflection, for tools such as grpcurl. `name` is the service's full name. */
export function addReflection(server: Server, name: string): void {
  // The compiler's own descriptors: proto-loader's lack the dependencies of files, so no tool can use them.
  const files = { fileDescriptorProtos: filesOf(readFileSync(DESCRIPTORS)) };
  const definition = { files } as unknown as ConstructorParameters<typeof ReflectionService>[0];
  new ReflectionService(definition, { services: [name] }).addToServer(server);
}

/** FileDescriptorSet { repeated FileDescriptorProto file = 1; } */
function filesOf(set: Uint8Array): Buffer[] {
  const reader = new BinaryReader(set);
  const files: Buffer[] = [];
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if (field === 1 && type === WireType.LengthDelimited) files.push(Buffer.from(reader.bytes()));
    else reader.skip(type);
  }
  return files;
}
