import { resolve } from "node:path";

/** One migration as it lies in its folder. `checksum` is what Prisma keeps: SHA-256 of the file, in hex. */
export type Migration = { name: string; sql: string; checksum: string };

/** What to migrate: as whom, from which folders. */
export type MigrateOptions = { service: string; ownerUrl: string; folders: readonly string[] };

const repository = resolve(import.meta.dirname, "../../..");

/** The tables that every service has in its schema: they belong to the kit, and are described there only. */
export const kitFolders: readonly string[] = [
  "packages/event-bus/migrations",
  "packages/service-kit/migrations",
].map((folder) => resolve(repository, folder));

/** The kit's migrations and those of a service of this clone. */
export const foldersOf = (service: string): string[] => [
  ...kitFolders,
  resolve(repository, "services", service, "prisma/migrations"),
];
