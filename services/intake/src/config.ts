import { join } from "node:path";
import { restMs, serviceEnvironment } from "@shouwen/service-kit/config";
import { z } from "zod";

/** Everything an operator may set. Danger words are policy and mappings are files: neither is set here. */
export const intakeEnvironment = serviceEnvironment.extend({
  VAULT_MASTER_KEY_FILE: z.string().min(1).describe("The master key that wraps every person's key"),
  RELAY_REST_MS: restMs(3, "Between two looks into the outbox: short, because everything begins with it"),
  IMPORT_MAX_BYTES: z.coerce
    .number()
    .int()
    .min(1_024)
    .default(100 * 1024 * 1024)
    .describe("The largest file that an import takes"),
  MAPPINGS_FOLDER: z
    .string()
    .default(join(import.meta.dirname, "..", "mappings"))
    .describe("Where the mapping files of imports lie"),
});
export type IntakeConfig = z.output<typeof intakeEnvironment>;
