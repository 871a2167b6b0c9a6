import { z } from "@hono/zod-openapi";
import { USER_ID } from "@metercast/contracts";
import { MetercastError } from "@metercast/runtime";
import { namesOf } from "../../../usecases/people/names-of.ts";
import { erasePerson } from "../../../usecases/people/personal-data.ts";
import { readPerson } from "../../../usecases/people/read-person.ts";
import { writeNote } from "../../../usecases/people/write-note.ts";
import type { RouteDeps } from "../deps.ts";
import { type App, requestInfo } from "../env.ts";
import { PersonNoteResource, PersonResource } from "../person-resources.ts";
import { noteView, personView } from "../presenters/people.ts";
import { problems } from "../problem.ts";
import { routeFor } from "../route.ts";
import { created, IdParam, json, jsonBody, text } from "../schemas.ts";

/** A person as admins see them, what admins write about them, and their erasure. */
export function adminPerson(app: App, deps: RouteDeps): void {
  read(app, deps);
  note(app, deps);
  erase(app, deps);
}

function personId(id: string): string {
  if (!USER_ID.test(id)) throw new MetercastError("not_found");
  return id;
}

function read(app: App, deps: RouteDeps): void {
  const { guard, directory, wallet, billing, cases, audit, log, settings } = deps;
  const route = routeFor(guard, "GET /api/admin/people/{id}", {
    operationId: "getPerson",
    tag: "admin",
    summary: "All that an admin needs to know of a person",
    description:
      "Names are those of the tokens that the person called this API with. Users are not registered here: nobody known has a record without a name, with empty lists.",
    request: { params: IdParam },
    responses: { 200: json(PersonResource, "The person"), ...problems("not_found") },
  });
  const { withdrawals, schedules } = settings.hasWithdrawals
    ? deps
    : { withdrawals: undefined, schedules: undefined };
  const ports = { directory, wallet, billing, cases, withdrawals, schedules, audit, log };
  app.openapi(route, async (c) => {
    const record = await readPerson(ports, personId(c.req.valid("param").id));
    return c.json(personView(record, BigInt(settings.withdrawalMinimumCents)), 200);
  });
}

const NoteBody = z.object({ text: text(2_000) }).openapi("PersonNoteRequest");

function note(app: App, { guard, directory, audit, log }: RouteDeps): void {
  const route = routeFor(guard, "POST /api/admin/people/{id}/notes", {
    operationId: "writePersonNote",
    tag: "admin",
    summary: "Writes a note about a person",
    description:
      "For admins only; it stays until the person is erased. The audit log has who wrote it, not what.",
    request: { params: IdParam, body: jsonBody(NoteBody) },
    responses: { 201: created(PersonNoteResource, "The note"), ...problems("invalid_request", "not_found") },
  });
  app.openapi(route, async (c) => {
    const userId = personId(c.req.valid("param").id);
    const request = { userId, text: c.req.valid("json").text };
    const written = await writeNote({ directory, audit }, request, c.get("principal"), requestInfo(c));
    const names = await namesOf({ directory, log }, [written.authorId]);
    const Location = `/api/admin/people/${encodeURIComponent(userId)}`;
    return c.json(noteView(written, names), 201, { Location });
  });
}

function erase(
  app: App,
  { guard, people, directory, cases, desk, audit, seenPeople, settings }: RouteDeps,
): void {
  const route = routeFor(guard, "DELETE /api/admin/people/{id}", {
    operationId: "erasePerson",
    tag: "admin",
    summary: "Erases what is kept of a person beside the books",
    description:
      "The name and address of tokens, notes, and everything that notifications store. The ledger, withdrawals and the audit log keep their rows under the person's id. A later request of the person stores what its token says again: close the account first. Audited.",
    request: { params: IdParam },
    responses: { 204: { description: "Erased" }, ...problems("not_found") },
  });
  app.openapi(route, async (c) => {
    await erasePerson(
      {
        people: settings.hasNotifications ? people : undefined,
        directory,
        cases,
        desk,
        audit,
        forget: seenPeople.forget,
      },
      personId(c.req.valid("param").id),
      c.get("principal"),
      requestInfo(c),
    );
    return c.body(null, 204);
  });
}
