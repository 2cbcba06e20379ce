import { startSmsProvider } from "@shouwen/stack/simulators/sms-provider";

const { HOST = "127.0.0.1", PORT = "3010" } = process.env;
const { url, close } = await startSmsProvider({ port: Number(PORT), host: HOST });
console.log(`SMS simulator at ${url}`);
process.once("SIGTERM", () => void close());
