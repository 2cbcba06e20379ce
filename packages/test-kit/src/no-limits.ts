/** A test acts as one person what many do: the environment of a service that does not count them. */
export const noLimits = {
  READS_PER_MINUTE: "1000000",
  COMMANDS_PER_MINUTE: "1000000",
  HEAVY_REQUESTS_PER_MINUTE: "1000000",
  UPLOADS_PER_MINUTE: "1000000",
} as const;
