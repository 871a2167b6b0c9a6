import { usd } from "./story.ts";

const problem = {
  type: "urn:metercast:problem:invalid_request",
  title: "The request is not valid",
  status: 422,
  detail: "The request is not valid",
  code: "invalid_request",
  request_id: "req_0193a5c2a1b27d3e8f4a5b6c7d8e9f01",
  errors: [{ field: "title", message: "1 to 200 characters, without control characters" }],
};

export const COMMON_EXAMPLES = {
  Problem: problem,
  Money: usd("13.20"),
  Me: {
    id: "viewer-42",
    name: "Vera Viewer",
    roles: ["viewer"],
    expires_at: "2026-11-23T19:00:00.000Z",
  },
  WebhookReceived: { received: true },
  Persona: { persona: "viewer" },
  DemoToken: { token: "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJkZW1vLXZpZXdlciJ9.c2lnbmF0dXJl" },
};
