export * from "../../lib/split/mod.ts";
