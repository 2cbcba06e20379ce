import { readConfig } from "@shouwen/service-kit/config";
import type { RunningService } from "@shouwen/service-kit/service";
import type { TestIssuer } from "@shouwen/test-kit/tokens";
import { gatewayEnvironment } from "../src/config.ts";
import { startGateway } from "../src/service.ts";

/** A broker that is not there: the gateway has to do without. */
const noBroker = "127.0.0.1:9";

/** Starts the gateway of a test on a free port. */
export const startTestGateway = (
  issuer: TestIssuer,
  settings: Record<string, string> = {},
): Promise<RunningService> =>
  startGateway(
    readConfig(gatewayEnvironment, {
      PORT: "0",
      LOG_LEVEL: "error",
      KAFKA_BROKERS: noBroker,
      ...(settings.KAFKA_BROKERS === undefined ? { CATCH_UP_WITHIN_MS: "0" } : {}),
      READS_PER_MINUTE: "1000000",
      COMMANDS_PER_MINUTE: "1000000",
      AUTH_SIGNING_KEY_FILE: issuer.signingKeyPath,
      ...issuer.environment,
      ...settings,
    }),
  );
