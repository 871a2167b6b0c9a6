import type { connection as en } from "../en/connection.ts";
import type { Texts } from "../shape.ts";

export const connection = {
  partMissing: "Esta parte de la página no se cargó. Comprueba tu conexión; lo que has escrito se conserva.",
  retry: "Reintentar",
  title: "Conexión",
  offline: "No tienes conexión",
  unreachable: "No se puede conectar con Metercast",
  age: (age: string) => `lo que ves es de hace ${age}`,
  lost: (what: string) => `${what}. Lo que ves puede estar desactualizado.`,
  back: "Vuelves a tener conexión.",
  newBuild: "Hay una nueva versión de Metercast.",
  reload: "Recargar",
  sessionOver: {
    title: "Tu sesión ha terminado",
    lead: "Vuelve a iniciar sesión para continuar. Lo que has escrito se conserva.",
  },
} satisfies Texts<typeof en>;
