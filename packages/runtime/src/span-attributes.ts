import { status } from "@grpc/grpc-js";

/**
 * OpenTelemetry's semantic conventions for spans. rpc and messaging have new names for some attributes; old
 * ones without another meaning are included, because many backends still use them.
 */
export interface Attributes {
  [name: string]: string | number | boolean;
}

/** "/wallet.v1.WalletService/GetBalances" */
export function rpcAttributes(path: string): Attributes {
  const method = path.slice(1);
  return {
    "rpc.system.name": "grpc",
    "rpc.system": "grpc",
    "rpc.method": method,
    "rpc.service": method.slice(0, method.indexOf("/")),
  };
}

export const rpcOutcome = (code: status): Attributes => ({
  "rpc.status_code": status[code] as string,
  "rpc.grpc.status_code": code,
});

/** The target of a client's address: one host and port, or a name with several hosts. */
export function serverAttributes(address: string): Attributes {
  const [, host = address, port] = /^(?:dns:\/\/\/|ipv[46]:)?\[?([^\],]+?)\]?:(\d+)$/.exec(address) ?? [];
  return port === undefined
    ? { "server.address": host }
    : { "server.address": host, "server.port": Number(port) };
}

interface Message {
  subject: string;
  id: string;
  bytes?: number;
  /** The durable consumer; undefined when publishing. */
  consumer?: string;
}

export function messagingAttributes({ subject, id, bytes, consumer }: Message): Attributes {
  return {
    "messaging.system.name": "nats",
    "messaging.system": "nats",
    "messaging.destination.name": subject,
    "messaging.operation.name": consumer === undefined ? "publish" : "process",
    "messaging.operation.type": consumer === undefined ? "send" : "process",
    "messaging.message.id": id,
    ...(bytes !== undefined && { "messaging.message.body.size": bytes }),
    ...(consumer !== undefined && { "messaging.consumer.group.name": consumer }),
  };
}
