import { serviceEnvironment } from "@shouwen/service-kit/config";
import { z } from "zod";

/** Everything an operator may set. Whom to call and when is policy, and lives in the database. */
export const callbacksEnvironment = serviceEnvironment.extend({
  VAULT_MASTER_KEY_FILE: z.string().min(1).describe("The master key that wraps every person's key"),
});
export type CallbacksConfig = z.output<typeof callbacksEnvironment>;
