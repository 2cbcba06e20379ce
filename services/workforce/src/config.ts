import { serviceEnvironment } from "@shouwen/service-kit/config";
import { z } from "zod";

/** Everything an operator may set. */
export const workforceEnvironment = serviceEnvironment.extend({
  VAULT_MASTER_KEY_FILE: z.string().min(1).describe("The master key that wraps every person's key"),
});
export type WorkforceConfig = z.output<typeof workforceEnvironment>;
