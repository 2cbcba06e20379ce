/** One migration as it lies in its folder. `checksum` is what Prisma keeps: SHA-256 of the file, in hex. */
export type Migration = { name: string; sql: string; checksum: string };

/** What to migrate: as whom, from which folder (`services/<name>/prisma/migrations`). */
export type MigrateOptions = { service: string; ownerUrl: string; folder: string };
