import type { FastifyInstance } from "fastify";

type Known = { readonly methods: readonly string[]; readonly path: RegExp };

const asPattern = (url: string): RegExp =>
  new RegExp(
    `^${url
      .split("/")
      .map((part) =>
        part.startsWith(":") ? "[^/]+" : part.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replace("*", ".*"),
      )
      .join("/")}/?$`,
  );

/** Remembers every route, and says which methods an address knows: none where there is no such address. */
export const watchMethods = (app: Pick<FastifyInstance, "addHook">): ((url: string) => readonly string[]) => {
  const known: Known[] = [];
  app.addHook("onRoute", ({ method, url }) => {
    known.push({ methods: [method].flat(), path: asPattern(url) });
  });
  return (url) => {
    const [path = ""] = url.split("?");
    const methods = known.filter((route) => route.path.test(path)).flatMap((route) => route.methods);
    return [...new Set(methods)].toSorted();
  };
};
