import { restMs, serviceEnvironment } from "@shouwen/service-kit/config";
import { z } from "zod";

/** Everything an operator may set. Business policy (SLA targets, rules, calendars) lives in the database. */
export const routingEnvironment = serviceEnvironment.extend({
  VAULT_MASTER_KEY_FILE: z.string().min(1).describe("The master key that wraps every person's key"),
  // Who asked waits to hear whose it is: routing rests less than others do.
  RELAY_REST_MS: restMs(3, "Between two looks into the outbox"),
  FETCH_REST_MS: restMs(5, "After a batch, before more is fetched from Kafka"),
});
export type RoutingConfig = z.output<typeof routingEnvironment>;
