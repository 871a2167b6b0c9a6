import createFetchClient, { type FetchOptions, type FetchResponse } from "openapi-fetch";
import type { FilterKeys, HttpMethod, MediaType, PathsWithMethod } from "openapi-typescript-helpers";
import { v4 as uuid } from "uuid";
import type { paths } from "../generated/schema.ts";
import { MetercastApiError } from "./error.ts";
import { type EventOptions, type EventPath, type EventsOf, readEvents } from "./events.ts";
import { DEFAULT_RETRY, type RetryLimits } from "./retry.ts";
import { type Sending, send, type TokenProvider } from "./send.ts";

export interface ClientOptions {
  /** "https://api.example.com"; in a browser "" is the page's own origin. */
  baseUrl: string;
  token?: TokenProvider;
  /** Retries of safe calls. Default: 4 requests within some seconds. */
  retry?: Partial<RetryLimits>;
  /** For one request and its response; default 10 s. */
  timeoutMs?: number;
  /** Default: the platform's. */
  fetch?: (request: Request) => Promise<Response>;
  /** Makes an Idempotency-Key; default: a random UUID. */
  newIdempotencyKey?: () => string;
}

/** A success. */
export interface Answer<T> {
  data: T;
  /** Distinguishes 201 (new) from 200 (existing). */
  status: number;
  requestId: string;
  /** True if this is the stored response of the same request with the same key. */
  replayed: boolean;
}

/** Options of every call beside its parameters and body. */
interface CallOptions {
  /**
   * For writes. By default each call makes one and keeps it while it retries. Pass a stored one if the same
   * intent may be sent again after a reload or a crash: the same key has one effect.
   */
  idempotencyKey?: string;
  signal?: AbortSignal;
}

/**
 * Asked so, it waits for its path. As an index into `paths` the compiler would work it out for all paths at
 * once: millions of types, half a minute for everybody who compiles against this.
 */
type OperationOf<Path extends keyof paths, Method extends HttpMethod> = paths[Path] extends {
  [M in Method]: infer Operation;
}
  ? Operation
  : never;

type OperationOptions<Path extends keyof paths, Method extends HttpMethod> = OptionsOf<
  OperationOf<Path, Method>
>;

/** Operation by operation: else the compiler combines each one's parameters with each other's body. */
type OptionsOf<Operation> = Operation extends unknown
  ? Pick<FetchOptions<Operation>, "params" | "body">
  : never;

/** In this order, because "is {} enough?" would be decided before the path is known. */
type Init<Path extends keyof paths, Method extends HttpMethod> =
  OperationOptions<Path, Method> extends { params: unknown } | { body: unknown }
    ? [options: OperationOptions<Path, Method> & CallOptions]
    : [options?: OperationOptions<Path, Method> & CallOptions];

export type DataOf<Path extends keyof paths, Method extends HttpMethod> = NonNullable<
  FetchResponse<FilterKeys<paths[Path], Method> & Record<string, unknown>, object, MediaType>["data"]
>;

type Call<Method extends HttpMethod> = <Path extends PathsWithMethod<paths, Method> & keyof paths>(
  path: Path,
  ...init: Init<Path, Method>
) => Promise<Answer<DataOf<Path, Method>>>;

/**
 * The API, typed by its document. Every call rejects with a MetercastApiError, or with its signal's reason.
 */
export interface Metercast {
  get: Call<"get">;
  post: Call<"post">;
  put: Call<"put">;
  patch: Call<"patch">;
  delete: Call<"delete">;
  /** Live events, while they are read or until `signal` aborts; reconnects automatically. */
  events<Path extends EventPath>(path: Path, options?: EventOptions): AsyncGenerator<EventsOf<Path>, void>;
}

const TIMEOUT_MS = 10_000;

/** Heartbeats are idempotent and frequent: stored responses would only cost. */
const NEEDS_NO_KEY: readonly string[] = ["/api/sessions/{id}/heartbeat"];

export function createMetercast(options: ClientOptions): Metercast {
  const { baseUrl, newIdempotencyKey = uuid } = options;
  const sending: Sending = {
    token: options.token,
    // Browsers require fetch as a method of its global.
    fetch: options.fetch ?? ((request) => globalThis.fetch(request)),
    retry: { ...DEFAULT_RETRY, ...options.retry },
    timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
  };
  const raw = createFetchClient<Record<string, never>>({ baseUrl });

  async function call(method: HttpMethod, path: string, init: Options = {}): Promise<Answer<unknown>> {
    const { idempotencyKey, signal, params, body } = init;
    const needsKey = method !== "get" && !NEEDS_NO_KEY.includes(path);
    const key = idempotencyKey ?? (needsKey ? newIdempotencyKey() : undefined);
    const repeatable = method === "get" || key !== undefined || NEEDS_NO_KEY.includes(path);
    const { response } = await raw.request(
      method,
      path as never,
      {
        params,
        body,
        parseAs: "stream",
        ...(signal && { signal }),
        ...(key !== undefined && { headers: { "Idempotency-Key": key } }),
        fetch: (request: Request) => send(request, repeatable, sending),
      } as never,
    );
    return {
      data: await contentOf(response),
      status: response.status,
      requestId: response.headers.get("Request-Id") ?? "",
      replayed: response.headers.get("Idempotent-Replayed") === "true",
    };
  }

  const typed = <Method extends HttpMethod>(method: Method) =>
    ((path: string, init?: Options) => call(method, path, init)) as unknown as Call<Method>;
  return {
    get: typed("get"),
    post: typed("post"),
    put: typed("put"),
    patch: typed("patch"),
    delete: typed("delete"),
    events: (path, eventOptions = {}) => readEvents(baseUrl, path, eventOptions, sending),
  };
}

interface Options extends CallOptions {
  params?: { path?: Record<string, string>; query?: Record<string, unknown> };
  body?: unknown;
}

/** JSON as a value, text as a string, a file such as a PDF as a Blob. */
async function contentOf(response: Response): Promise<unknown> {
  const type = response.headers.get("Content-Type") ?? "";
  const isJson = /^application\/(.+\+)?json\b/.test(type);
  if (!isJson && type !== "" && !type.startsWith("text/")) return response.blob();
  const text = await response.text();
  if (text === "") return undefined;
  if (!isJson) return text;
  try {
    return JSON.parse(text);
  } catch (cause) {
    const { status } = response;
    const requestId = response.headers.get("Request-Id") ?? undefined;
    const message = "an answer that is not the JSON it says it is";
    throw new MetercastApiError({ code: "unexpected_answer", message, status, requestId, cause });
  }
}
