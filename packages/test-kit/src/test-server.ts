/** A server that tests use: how to reach it and how to end it. */
export type TestServer<Address> = { address: Address; stop: () => Promise<void> };

/** Starts the real servers that tests run against. A PostgreSQL's address is its superuser's URL. */
export type Launcher = {
  postgres: () => Promise<TestServer<string>>;
  kafka: () => Promise<TestServer<string[]>>;
};
