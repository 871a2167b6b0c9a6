import type { MethodDefinition } from "@grpc/grpc-js";

// biome-ignore lint/suspicious/noExplicitAny: a definition has methods of every request and response type
export type Method = MethodDefinition<any, any>;
export type Methods = Record<string, Method>;
export type Request<M> = M extends { requestDeserialize: (bytes: Buffer) => infer R } ? R : never;
export type Response<M> = M extends { responseDeserialize: (bytes: Buffer) => infer R } ? R : never;

/** Batches of minutes are under 200 kB. */
export const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;
