/** Runs one helper of the embedded stack as a process: `PORT=4401 node run.ts sms-provider`. SIGTERM ends it. */

type Closable = { url: string; close: () => Promise<void> };

const port = (name: string): number => {
  const value = Number(process.env[name]);
  if (!Number.isInteger(value) || value <= 0) throw new Error(`${name} must be a port number`);
  return value;
};

const helpers: Record<string, () => Promise<Closable>> = {
  "sms-provider": async () =>
    (await import("./simulators/sms-provider.ts")).startSmsProvider({ port: port("PORT") }),
  "mail-inbox": async () =>
    (await import("./simulators/mail-inbox.ts")).startMailInbox({
      http: port("PORT"),
      smtp: port("SMTP_PORT"),
    }),
  "trace-store": async () =>
    (await import("./traces/trace-store.ts")).startTraceStore({ port: port("PORT") }),
};

const name = process.argv[2] ?? "";
const start = helpers[name];
if (!start) throw new Error(`Which helper? One of: ${Object.keys(helpers).join(", ")}`);

const { url, close } = await start();
process.stdout.write(`${name} listens at ${url}\n`);
process.once("SIGTERM", () => {
  close().then(
    () => process.exit(0),
    () => process.exit(1),
  );
});
