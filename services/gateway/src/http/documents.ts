import asyncApi from "@shouwen/contracts/asyncapi.json" with { type: "json" };
import type { App } from "@shouwen/service-kit/http";
import { mergeOpenApi, type OpenApi } from "../domain/merge-openapi.ts";
import { docsPage } from "../pages/docs.ts";
import { eventsPage } from "../pages/events.ts";
import type { Ask } from "../upstreams/ask.ts";
import type { Readiness } from "../upstreams/replicas.ts";
import { sendPage } from "./pages.ts";

const freshMs = 10_000;

const hidden = { config: { allow: "public" as const }, schema: { hide: true } };

/** The documents of all APIs as one, and of all events: for machines and for people. */
export const documentRoutes = (
  app: App,
  options: { ask: Ask; readiness: () => Readiness[]; own: OpenApi },
): void => {
  const openApi = keptFor(freshMs, merger(options));
  const catalogue = eventsPage();
  app.get("/openapi.json", hidden, async (_request, reply) => reply.send(await openApi()));
  app.get("/asyncapi.json", hidden, (_request, reply) => reply.send(asyncApi));
  app.get("/docs", hidden, (request, reply) => sendPage(request, reply, docsPage()));
  app.get("/events", hidden, (request, reply) => sendPage(request, reply, catalogue));
};

/** Asks every service that is part of this installation. One that is away keeps the document that it gave last. */
const merger = ({ ask, readiness, own }: Parameters<typeof documentRoutes>[1]) => {
  const last = new Map<string, OpenApi>();
  return async () => {
    const services = readiness().filter(({ total }) => total > 0);
    await Promise.all(
      services.map(async ({ service }) => {
        const told = await ask({ service, path: "/openapi.json" }).catch(() => undefined);
        if (told?.status === 200) last.set(service, told.body as OpenApi);
      }),
    );
    const known = services.flatMap(({ service }) => {
      const document = last.get(service);
      return document ? [{ service, document }] : [];
    });
    return mergeOpenApi(known, own);
  };
};

const keptFor = <Value>(ms: number, make: () => Promise<Value>): (() => Promise<Value>) => {
  let kept: { at: number; value: Promise<Value> } | undefined;
  return () => {
    if (!kept || Date.now() - kept.at > ms) kept = { at: Date.now(), value: make() };
    return kept.value;
  };
};
