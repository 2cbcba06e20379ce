import { serviceEnvironment } from "@shouwen/service-kit/config";
import { z } from "zod";

/** Everything an operator may set. Rules, quiet hours and texts are data and live in the database. */
export const messagingEnvironment = serviceEnvironment.extend({
  VAULT_MASTER_KEY_FILE: z.string().min(1).describe("The master key that wraps every person's key"),
  SMS_PROVIDER_URL: z.url({ protocol: /^https?$/ }).describe("Where SMS are handed over"),
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).describe("Where e-mail is handed over"),
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).describe("Under which a provider reaches us, for its receipts"),
  PROVIDER_SECRET: z
    .string()
    .min(16)
    .default("embedded-stack-only-provider-secret")
    .describe("What a provider shows with receipts and inbound texts; set your own outside a laptop"),
  MAIL_FROM: z.email().default("service@shouwen.example").describe("The sender of e-mails"),
  PROVIDER_TIMEOUT_MS: z.coerce.number().int().min(100).max(120_000).default(10_000),
  MESSAGES_IN_FLIGHT: z.coerce.number().int().min(1).max(256).default(32),
  QUEUE_POLL_MS: z.coerce.number().int().min(10).default(200),
});
export type MessagingConfig = z.output<typeof messagingEnvironment>;
