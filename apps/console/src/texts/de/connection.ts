import type { connection as en } from "../en/connection.ts";
import type { Texts } from "../shape.ts";

export const connection = {
  partMissing:
    "Dieser Teil der Seite wurde nicht geladen. Prüfe deine Verbindung; was du eingegeben hast, bleibt erhalten.",
  retry: "Erneut versuchen",
  title: "Verbindung",
  offline: "Du bist offline",
  unreachable: "Metercast ist nicht erreichbar",
  age: (age: string) => `du siehst den Stand von vor ${age}`,
  lost: (what: string) => `${what}. Was du siehst, kann veraltet sein.`,
  back: "Du bist wieder online.",
  newBuild: "Eine neue Version von Metercast ist da.",
  reload: "Neu laden",
  sessionOver: {
    title: "Deine Sitzung ist abgelaufen",
    lead: "Melde dich erneut an, um weiterzumachen. Was du eingegeben hast, bleibt erhalten.",
  },
} satisfies Texts<typeof en>;
