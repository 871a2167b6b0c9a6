export * from "./certificates.ts";
export * from "./database.ts";
export * from "./files.ts";
export { grpcTlsEnvironment, makeGrpcCertificates } from "./grpc-certificates.ts";
export * from "./migrations.ts";
export * from "./nats-users.ts";
export * from "./services.ts";
