import type { Message } from "./message.ts";

/** Which messages to list, newest first. */
export type MessageFilter = {
  readonly propertyId?: string | undefined;
  readonly ticketId?: string | undefined;
  readonly profileId?: string | undefined;
  readonly status?: string | undefined;
  readonly channel?: string | undefined;
  readonly purpose?: string | undefined;
  readonly after?: { readonly at: string; readonly id: string } | undefined;
  readonly limit: number;
};

/** A message as it stands, with the version that a command can insist on. */
export type SeenMessage = { readonly message: Message; readonly version: number };

/** Which texts to list, by name, the newest version first. */
export type TemplateFilter = {
  readonly name?: string | undefined;
  readonly status?: string | undefined;
  readonly after?: { readonly name: string; readonly version: number } | undefined;
  readonly limit: number;
};
