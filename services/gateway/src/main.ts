import { readConfig } from "@shouwen/service-kit/config";
import { runProcess } from "@shouwen/service-kit/service";
import { gatewayEnvironment } from "./config.ts";
import { startGateway } from "./service.ts";

await runProcess("gateway", async () => startGateway(readConfig(gatewayEnvironment, process.env)));
