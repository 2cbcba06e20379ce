import { ticketId } from "@shouwen/contracts/values";
import type { App } from "@shouwen/service-kit/http";
import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { both } from "../domain/both.ts";
import { type StoredTrace, treeOf } from "../domain/trace-tree.ts";
import { messagePage } from "../pages/message.ts";
import { tracePage } from "../pages/trace.ts";
import type { Ask } from "../upstreams/ask.ts";
import { sendPage, sendToSignIn } from "./pages.ts";

const answerWithinMs = 10_000;

const noSuchTicket = messagePage(
  both("没有这张工单", "No such ticket"),
  both(
    "没有这张工单，或它属于您看不到的项目。",
    "There is no such ticket, or it belongs to a property that you do not see.",
  ),
);
const notNow = messagePage(
  both("暂时看不到", "Not now"),
  both(
    "派单服务或链路存储暂时没有应答，请稍后再试。",
    "Routing or the trace store does not answer. Try again in a moment.",
  ),
);
const notKept = messagePage(
  both("没有链路", "No traces"),
  both(
    "此处没有保存链路（未设置 TRACE_STORE_URL）。",
    "No traces are kept here: TRACE_STORE_URL is not set.",
  ),
);

type Options = { readonly ask: Ask; readonly traceStore: string | undefined };

/** `/live/trace/:ticketId`: every step of a ticket through the services. Only for those who may see the ticket. */
export const traceRoutes = (app: App, options: Options): void => {
  app.get(
    "/live/trace/:ticketId",
    { config: { allow: "public" }, schema: { hide: true, params: z.object({ ticketId }) } },
    (request, reply) => {
      if (!request.person) return sendToSignIn(request, reply);
      return answer(options, request.params.ticketId, { request, reply });
    },
  );
};

const answer = async (
  { ask, traceStore }: Options,
  id: string,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
): Promise<FastifyReply> => {
  const { authorization } = request.headers;
  const ticket = await ask({ service: "routing", path: `/v1/tickets/${id}`, authorization }).catch(
    () => undefined,
  );
  if (ticket?.status === 404 || ticket?.status === 403)
    return sendPage(request, reply.code(404), noSuchTicket);
  if (ticket?.status !== 200) return sendPage(request, reply.code(503), notNow);
  if (traceStore === undefined) return sendPage(request, reply.code(404), notKept);
  const traces = await tracesOf(traceStore, id);
  if (!traces) return sendPage(request, reply.code(503), notNow);
  return sendPage(
    request,
    reply,
    tracePage(
      id,
      traces.flatMap((trace) => treeOf(trace) ?? []),
    ),
  );
};

const tracesOf = async (traceStore: string, id: string): Promise<readonly StoredTrace[] | undefined> => {
  try {
    const found = await fetch(`${traceStore}/traces?ticket=${encodeURIComponent(id)}`, {
      signal: AbortSignal.timeout(answerWithinMs),
    });
    return found.ok ? ((await found.json()) as { traces: StoredTrace[] }).traces : undefined;
  } catch {
    return undefined;
  }
};
