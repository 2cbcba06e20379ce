import { serviceEnvironment } from "@shouwen/service-kit/config";
import { z } from "zod";

/** Everything an operator may set. Business policy (SLA targets, rules, calendars) lives in the database. */
export const routingEnvironment = serviceEnvironment.extend({
  VAULT_MASTER_KEY_FILE: z.string().min(1).describe("The master key that wraps every person's key"),
});
export type RoutingConfig = z.output<typeof routingEnvironment>;
