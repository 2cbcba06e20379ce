import { rejection } from "./rejection.ts";

/** A key promises that a repeat is the same command: with another body it is not. */
export const keyReused = rejection(
  "idempotency_key.reused",
  "unprocessable",
  "This Idempotency-Key stands for another command already",
);
