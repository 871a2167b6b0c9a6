import { type ComponentType, createElement, type ReactNode, use, useEffect, useReducer } from "react";
import { connection } from "../texts/connection.ts";
import { Button } from "./Button.tsx";

/**
 * Parts of a page that load when they are needed. Unlike React's `lazy`, a part that failed to load can be
 * tried again, and its failure leaves the rest of the page as it is.
 */

interface Part<P> {
  (props: P): React.ReactNode;
  /** Loads the code without showing it. */
  preload: () => Promise<void>;
}

interface Failing<P> {
  /** Where nothing else marks the place, such as a dialog's, the failure is shown above the page. */
  over: boolean;
  /** What keeps its place, beside it. */
  instead?: ((props: P) => ReactNode) | undefined;
}

function part<P extends object>(
  load: () => Promise<ComponentType<P>>,
  { over, instead }: Failing<P>,
): Part<P> {
  let loaded: ComponentType<P> | undefined;
  let failed = false;
  let wanted = false;
  let pending: Promise<void> | undefined;
  const fetchOnce = () => {
    failed = false;
    pending ??= load().then(
      (component) => {
        loaded = component;
        pending = undefined;
      },
      () => {
        // What nobody has asked to see yet is tried again when somebody does.
        failed = wanted;
        pending = undefined;
      },
    );
    return pending;
  };
  function LazyPart(props: P) {
    const [, repeat] = useReducer((count: number) => count + 1, 0);
    if (loaded) return createElement(loaded, props);
    const again = () => {
      void fetchOnce();
      repeat();
    };
    if (failed)
      return (
        <>
          {instead?.(props)}
          <Failed retry={again} over={over} />
        </>
      );
    wanted = true;
    use(fetchOnce());
    return null;
  }
  return Object.assign(LazyPart, { preload: () => (loaded ? Promise.resolve() : fetchOnce()) });
}

/** As React's `lazy`. */
export const lazy = <P extends object>(
  load: () => Promise<{ default: ComponentType<P> }>,
  over = false,
  instead?: (props: P) => ReactNode,
) => part(async () => (await load()).default, { over, instead });

/** As the router's `lazyRouteComponent`. */
export const lazyRouteComponent = <Name extends string, P extends object>(
  load: () => Promise<Record<Name, ComponentType<P>>>,
  name: Name,
) => part(async () => (await load())[name], { over: false });

function Failed({ retry, over }: { retry: () => void; over: boolean }) {
  useEffect(() => {
    addEventListener("online", retry);
    return () => removeEventListener("online", retry);
  }, [retry]);
  return (
    <div
      role="alert"
      className={`flex flex-wrap items-center gap-x-4 gap-y-2 rounded-control bg-back-soft px-4 py-3 ${over ? "fixed inset-x-4 bottom-4 z-10 mx-auto max-w-xl border border-back" : ""}`}
    >
      <p className="min-w-0 flex-1 basis-56 font-medium text-back">{connection.partMissing}</p>
      <Button size="s" onClick={retry}>
        {connection.retry}
      </Button>
    </div>
  );
}
