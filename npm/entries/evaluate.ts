export * from "../../lib/evaluate/mod.ts";
