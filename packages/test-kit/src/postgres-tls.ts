import { chownSync, copyFileSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import type { Certificates } from "./certificates.ts";

/** From now on the server speaks TLS with this certificate, and to nobody in the clear but those connected already. */
export const requireTls = async (adminUrl: string, { certFile, keyFile }: Certificates): Promise<void> => {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ data_directory: string }>("show data_directory");
    const data = rows[0]?.data_directory ?? "";
    const { uid, gid } = statSync(data);
    for (const [from, name] of [
      [certFile, "server.crt"],
      [keyFile, "server.key"],
    ] as const) {
      copyFileSync(from, join(data, name));
      chownSync(join(data, name), uid, gid);
    }
    const rules = join(data, "pg_hba.conf");
    writeFileSync(rules, readFileSync(rules, "utf8").replaceAll(/^host\b/gm, "hostssl"));
    await client.query("alter system set ssl = on");
    await client.query("select pg_reload_conf()");
  } finally {
    await client.end();
  }
};
