import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import type { App } from "@shouwen/service-kit/http";
import { httpProblem } from "@shouwen/service-kit/http-problems";
import { sendProblem } from "@shouwen/service-kit/problem";
import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { documentOf, type Page } from "../pages/layout.ts";
import { startPage } from "../pages/start.ts";

/** Answers with a page, for whoever asks. */
export const sendPage = (request: FastifyRequest, reply: FastifyReply, page: Page): FastifyReply =>
  reply
    .type("text/html; charset=utf-8")
    .header("cache-control", "no-store")
    .send(documentOf(page, request.person));

/** Leads whoever is not signed in to the door, and back afterwards. */
export const sendToSignIn = (request: FastifyRequest, reply: FastifyReply): FastifyReply =>
  reply.redirect(`/sign-in?backTo=${encodeURIComponent(request.url)}`, 303);

const hidden = { config: { allow: "public" as const }, schema: { hide: true } };

/** The start page. */
export const startRoutes = (app: App): void => {
  app.get("/", hidden, (request, reply) => sendPage(request, reply, startPage()));
};

const types: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};

type Asset = { readonly content: Buffer; readonly type: string; readonly tag: string };

/** Styles and scripts of the pages, from memory. A browser asks each time and is told when it has them already. */
export const assetRoutes = async (app: App): Promise<void> => {
  const assets = await readAssets(join(import.meta.dirname, "../pages/assets"));
  app.get(
    "/assets/:name",
    { ...hidden, schema: { hide: true, params: z.object({ name: z.string().max(80) }) } },
    (request, reply) => {
      const asset = assets.get(request.params.name);
      if (!asset) return sendProblem(reply, httpProblem("no_route"));
      void reply.headers({ etag: asset.tag, "cache-control": "no-cache" });
      if (request.headers["if-none-match"] === asset.tag) return reply.code(304).send();
      return reply.type(asset.type).send(asset.content);
    },
  );
};

const readAssets = async (folder: string): Promise<ReadonlyMap<string, Asset>> => {
  const names = (await readdir(folder)).filter((name) => extname(name) in types);
  const assets = names.map(async (name): Promise<[string, Asset]> => {
    const content = await readFile(join(folder, name));
    const tag = `"${createHash("sha256").update(content).digest("base64url").slice(0, 16)}"`;
    return [name, { content, tag, type: types[extname(name)] ?? "" }];
  });
  return new Map(await Promise.all(assets));
};
