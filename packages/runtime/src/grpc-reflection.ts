import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import type { handleBidiStreamingCall, MethodDefinition, Server } from "@grpc/grpc-js";
import type { ReflectionService } from "@grpc/reflection";

/** Made by `npm run generate` from proto/: a FileDescriptorSet with everything that its files import. */
const DESCRIPTORS = new URL("../../contracts/generated/descriptors.binpb", import.meta.url);
const PATHS = ["v1", "v1alpha"].map(
  (version) => `/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`,
);

type Method = MethodDefinition<unknown, unknown>;
type Handler = handleBidiStreamingCall<unknown, unknown>;
type Answering = Map<string, { method: Method; handle: Handler }>;
type Library = typeof import("@grpc/reflection");

/**
 * Server reflection, for tools such as grpcurl. `name` is the service's full name. Few services are ever
 * asked: the library, and its index of every file, are made by the first question.
 */
export function addReflection(server: Server, name: string): void {
  let made: Answering | undefined;
  const answering = (path: string) => {
    made ??= answersFor(name);
    const found = made.get(path);
    if (found === undefined) throw new Error(`the library has no ${path}`);
    return found;
  };
  for (const path of PATHS)
    server.addService(
      {
        serverReflectionInfo: {
          path,
          requestStream: true,
          responseStream: true,
          requestSerialize: (value: unknown) => answering(path).method.requestSerialize(value),
          requestDeserialize: (bytes: Buffer) => answering(path).method.requestDeserialize(bytes),
          responseSerialize: (value: unknown) => answering(path).method.responseSerialize(value),
          responseDeserialize: (bytes: Buffer) => answering(path).method.responseDeserialize(bytes),
        },
      },
      { serverReflectionInfo: ((call) => answering(path).handle(call)) satisfies Handler },
    );
}

/** What the library would add to a server, by path. */
function answersFor(name: string): Answering {
  const { ReflectionService: Reflection } = createRequire(import.meta.url)("@grpc/reflection") as Library;
  // The compiler's own descriptors: proto-loader's lack the dependencies of files, so no tool can use them.
  const files = { fileDescriptorProtos: filesOf(readFileSync(DESCRIPTORS)) };
  const definition = { files } as unknown as ConstructorParameters<typeof ReflectionService>[0];
  const answering: Answering = new Map();
  const collector: Pick<Server, "addService"> = {
    addService(service, implementation) {
      for (const [key, method] of Object.entries(service) as [string, Method][])
        answering.set(method.path, { method, handle: implementation[key] as Handler });
    },
  };
  new Reflection(definition, { services: [name] }).addToServer(collector as Server);
  return answering;
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
