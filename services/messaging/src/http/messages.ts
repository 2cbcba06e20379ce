import { messageChannel } from "@shouwen/contracts/events/message";
import { messageId, profileId, propertyId, ticketId } from "@shouwen/contracts/values";
import { type Person, personBehind } from "@shouwen/service-kit/auth";
import { commandOf, type Handle, tagOf } from "@shouwen/service-kit/decision";
import type { App, Routes } from "@shouwen/service-kit/http";
import { pageOf, pageQuery, sortKey, toPage } from "@shouwen/service-kit/paging";
import { z } from "zod";
import type { MessageFilter, SeenMessage } from "../domain/board.ts";
import type { Message, MessageFact, MessageState } from "../domain/message.ts";
import { messageNotFound } from "../domain/rejections.ts";
import { settleByHand } from "../domain/settle-message.ts";
import type { Words } from "../domain/template.ts";
import { detailOf, messageDetail, messageStatus, messageView, viewOf } from "./message-view.ts";

/** What the routes need. `find` and `list` see only what the person may see. */
export type MessageSources = {
  readonly handleMessage: Handle<MessageState, MessageFact>;
  find(person: Person, messageId: string): Promise<SeenMessage | undefined>;
  list(person: Person, filter: MessageFilter): Promise<readonly SeenMessage[]>;
  /** The masked contact of each message, in order; null where there is none, or its person is erased. */
  masked(messages: readonly Message[]): Promise<readonly (string | null)[]>;
  /** What a message says, for whoever may see it; written down before it is opened. */
  wordsOf(person: Person, message: Message): Promise<Words | null>;
};

const readers = ["agent", "supervisor", "manager"] as const;
const tags = ["messages"];
const params = z.object({ messageId });

const filter = z.object({
  ...pageQuery(sortKey.moment, sortKey.name),
  propertyId: propertyId.optional(),
  ticketId: ticketId.optional(),
  profileId: profileId.optional(),
  status: messageStatus.optional(),
  channel: messageChannel.optional(),
  purpose: z.string().max(60).optional(),
});

/** Reading messages, and settling those of which nobody knows whether they went out. */
export const messageRoutes =
  (sources: MessageSources): Routes =>
  (app) => {
    listRoute(app, sources);
    app.get(
      "/v1/messages/:messageId",
      {
        config: { allow: readers, versioned: true },
        schema: {
          summary: "One message with its words and what became of it",
          description: "Who reads what is sealed is written into the audit before it is opened.",
          tags,
          params,
          response: { 200: messageDetail },
        },
      },
      async (request, reply) => {
        const person = personBehind(request);
        const found = await sources.find(person, request.params.messageId);
        if (!found) throw messageNotFound();
        return reply.header("etag", tagOf(found.version)).send(await detail(sources, person, found));
      },
    );
    settleRoute(app, sources);
  };

/** The answer to one message: its words are opened for whoever asks, its contact stays masked. */
export const detail = async (
  sources: Pick<MessageSources, "masked" | "wordsOf">,
  person: Person,
  seen: SeenMessage,
): Promise<z.output<typeof messageDetail>> => {
  const [[contact = null], words] = await Promise.all([
    sources.masked([seen.message]),
    sources.wordsOf(person, seen.message),
  ]);
  return detailOf(seen, { contact, words });
};

const listRoute = (app: App, { list, masked }: MessageSources): void => {
  app.get(
    "/v1/messages",
    {
      config: { allow: readers },
      schema: {
        summary: "Messages, newest first",
        tags,
        querystring: filter,
        response: { 200: pageOf(messageView) },
      },
    },
    async (request) => {
      const { cursor, limit, ...wanted } = request.query;
      const after = cursor && { at: cursor[0], id: cursor[1] };
      const rows = await list(personBehind(request), { ...wanted, after, limit: limit + 1 });
      const contacts = await masked(rows.map(({ message }) => message));
      const shown = rows.map((seen, index) => ({ seen, contact: contacts[index] ?? null }));
      return toPage(shown, limit, {
        keyOf: ({ seen }) => [seen.message.askedAt, seen.message.messageId],
        view: ({ seen, contact }) => viewOf(seen, contact),
      });
    },
  );
};

const settleRoute = (app: App, sources: MessageSources): void => {
  app.post(
    "/v1/messages/:messageId/settle",
    {
      config: { allow: ["supervisor", "manager"], versioned: true },
      schema: {
        summary: "Say what became of a message of which nobody knows whether it went out",
        tags,
        params,
        body: z.object({ outcome: z.enum(["delivered", "failed"]) }),
        response: { 200: messageDetail },
      },
    },
    async (request, reply) => {
      const { outcome } = request.body;
      const command = commandOf(request);
      const { state, version } = await sources.handleMessage(
        request.params.messageId,
        command,
        (before, now) => settleByHand(outcome, before, now),
      );
      if (state.status === "none") throw messageNotFound();
      const shown = await detail(sources, command.person, { message: state, version });
      return reply.header("etag", tagOf(version)).send(shown);
    },
  );
};
