import { readConfig } from "@shouwen/service-kit/config";
import { runService } from "@shouwen/service-kit/service";
import { routingEnvironment } from "./config.ts";
import { wireRouting } from "./service.ts";

await runService({
  name: "routing",
  description: "Who owns each ticket, who works on it, and by when",
  config: readConfig(routingEnvironment, process.env),
  wire: wireRouting,
});
