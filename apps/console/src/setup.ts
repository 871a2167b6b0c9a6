/** The gateway's configuration at /console.json. */
export interface Setup {
  auth:
    | { kind: "demo" }
    | { kind: "oidc"; issuer: string; client_id: string; scope: string; audience: string | null }
    /** The console can't sign in with this token issuer. */
    | { kind: "none" };
  /** Length of a billed minute, seconds: 60, and less in the demo. */
  minute_seconds: number;
}

let loaded: Setup | undefined;

/** The gateway writes it into the page; the development server does not. */
function written(): Setup | undefined {
  const text = document.querySelector<HTMLMetaElement>("meta[name=setup]")?.content;
  return text ? (JSON.parse(text) as Setup) : undefined;
}

export async function loadSetup(): Promise<Setup> {
  loaded = written();
  if (loaded) return loaded;
  const response = await fetch("/console.json", { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`the gateway answered ${response.status}`);
  loaded = (await response.json()) as Setup;
  return loaded;
}

export function setup(): Setup {
  if (!loaded) throw new Error("the setup is not loaded");
  return loaded;
}
