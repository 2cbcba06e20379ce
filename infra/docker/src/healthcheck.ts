// Ends with 0 when the process in this container says, at the path given, that it is ready.
const path = process.argv[2] ?? "/health/ready";
const ready = await fetch(`http://127.0.0.1:${process.env.PORT}${path}`).then(
  ({ ok }) => ok,
  () => false,
);
process.exit(ready ? 0 : 1);
