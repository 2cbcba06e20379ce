import { serviceEnvironment } from "@shouwen/service-kit/config";
import { mailAccess, needed, overHttps, secret, whenExposed } from "@shouwen/service-kit/exposure";
import { z } from "zod";

/** Known to everybody who has the source: good for the embedded stack, and refused outside it. */
const embeddedSecret = "embedded-stack-only-provider-secret";

/** Everything an operator may set. Rules, quiet hours and texts are data and live in the database. */
export const messagingEnvironment = serviceEnvironment.extend({
  VAULT_MASTER_KEY_FILE: z.string().min(1).describe("The master key that wraps every person's key"),
  SMS_PROVIDER_URL: whenExposed(
    z.url({ protocol: /^https?$/ }).describe("Where SMS are handed over"),
    overHttps("SMS_PROVIDER_URL"),
  ),
  SMTP_URL: whenExposed(
    z.url({ protocol: /^smtps?$/ }).describe("Where e-mail is handed over"),
    mailAccess("SMTP_URL"),
  ),
  PUBLIC_URL: whenExposed(
    z.url({ protocol: /^https?$/ }).describe("Under which a provider reaches us, for its receipts"),
    overHttps("PUBLIC_URL"),
  ),
  PROVIDER_SECRET: whenExposed(
    z
      .string()
      .min(16)
      .default(embeddedSecret)
      .describe("What a provider shows with receipts and inbound texts"),
    secret(embeddedSecret),
  ),
  MAIL_FROM: whenExposed(
    z.email().default("service@shouwen.example").describe("The sender of e-mails"),
    needed,
  ),
  PROVIDER_TIMEOUT_MS: z.coerce.number().int().min(100).max(120_000).default(10_000),
  MESSAGES_IN_FLIGHT: z.coerce.number().int().min(1).max(256).default(32),
  QUEUE_POLL_MS: z.coerce.number().int().min(10).default(200),
});
export type MessagingConfig = z.output<typeof messagingEnvironment>;
