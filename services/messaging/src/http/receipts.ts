import { givenMoment } from "@shouwen/contracts/given-moment";
import { messageId } from "@shouwen/contracts/values";
import type { Command, Handle } from "@shouwen/service-kit/decision";
import type { Routes } from "@shouwen/service-kit/http";
import { z } from "zod";
import type { MessageFact, MessageState } from "../domain/message.ts";
import { messageNotFound } from "../domain/rejections.ts";
import { recordReceipt } from "../domain/settle-message.ts";
import { messageStatus } from "./message-view.ts";
import type { ProviderKey } from "./provider-key.ts";

/** A command that no person gave. */
export const commandOfProvider = (provider: string, correlationId: string): Command => ({
  person: { id: `provider:${provider}`, name: provider, roles: [], properties: ["*"] },
  cause: { actor: null, correlationId },
});

/**
 * Providers say what became of a message. They may say it twice, or before they have answered the call that handed
 * the message over: what they say is decided on the state, so a repeat changes nothing.
 */
export const receiptRoutes =
  ({ handleMessage, key }: { handleMessage: Handle<MessageState, MessageFact>; key: ProviderKey }): Routes =>
  (app) => {
    app.post(
      "/v1/receipts/:provider",
      {
        config: { allow: "public" },
        schema: {
          summary: "What became of a message, said by its provider",
          tags: ["providers"],
          params: z.object({ provider: z.enum(["sms"]) }),
          querystring: z.object({
            token: z.string().max(100).optional().describe("From the callback address"),
          }),
          headers: z.object({ "x-provider-key": z.string().max(200).optional() }),
          body: z.object({
            providerId: z.string().min(1).max(200),
            clientRef: messageId,
            status: z.enum(["delivered", "failed"]),
            at: givenMoment.optional(),
          }),
          response: { 200: z.object({ status: messageStatus }) },
        },
      },
      async (request) => {
        const { providerId, clientRef, status } = request.body;
        const { provider } = request.params;
        if (
          !key.isTokenOf(clientRef, request.query.token) &&
          !key.isSecret(request.headers["x-provider-key"])
        )
          throw key.refusal(request.ip);
        const command = commandOfProvider(provider, request.id);
        const receipt = { provider, providerRef: providerId, status };
        const { state } = await handleMessage(clientRef, command, (before, now) =>
          recordReceipt(receipt, before, now),
        );
        if (state.status === "none") throw messageNotFound();
        return { status: state.status };
      },
    );
  };
