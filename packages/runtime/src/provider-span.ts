import type { Span } from "@opentelemetry/api";
import { inSpan, SpanKind, SpanStatusCode } from "./telemetry.ts";

interface Answer {
  getStatusCode(): number;
  getHeaders(): object;
}

/** The request function of a provider's SDK; Stripe's HttpClient has this form. */
interface HttpClient {
  makeRequest(
    host: string,
    port: string | number,
    path: string,
    method: string,
    headers: object,
    body: string | null,
    protocol: string | undefined,
    timeoutMs: number,
  ): Promise<Answer>;
}

/** Makes each request a span, without keys, bodies or queries. */
export function withProviderSpans<C extends HttpClient>(provider: string, client: C): C {
  const send = client.makeRequest.bind(client);
  client.makeRequest = (...request: Parameters<HttpClient["makeRequest"]>) => {
    const [host, port, path, method] = request;
    const protocol = request[6] ?? "https";
    const [pathname = ""] = path.split("?");
    const template = pathname.replaceAll(ID, "{id}");
    const attributes = {
      "peer.service": provider,
      "http.request.method": method,
      "server.address": host,
      "server.port": Number(port),
      "url.full": `${protocol}://${host}:${port}${pathname}`,
      "url.template": template,
    };
    return inSpan(`${method} ${template}`, { kind: SpanKind.CLIENT, attributes }, async (span) => {
      const answer = await send(...request);
      note(span, answer);
      return answer;
    });
  };
  return client;
}

/** Stripe's ids: a prefix of its kind, and letters and digits. */
const ID = /(?<=\/)[a-z]{2,10}(?:_(?:test|live))?_[A-Za-z0-9_]+(?=\/|$)/g;
/** The id for Stripe's support. */
const REQUEST_ID = "request-id";

function note(span: Span, answer: Answer): void {
  const status = answer.getStatusCode();
  const requestId = Object.entries(answer.getHeaders()).find(
    ([name]) => name.toLowerCase() === REQUEST_ID,
  )?.[1];
  span.setAttributes({
    "http.response.status_code": status,
    ...(requestId !== undefined && { [`http.response.header.${REQUEST_ID}`]: [String(requestId)] }),
  });
  if (status < 400) return;
  span.setAttribute("error.type", String(status));
  span.setStatus({ code: SpanStatusCode.ERROR });
}
