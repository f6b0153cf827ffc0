export * from "../../lib/predictions/mod.ts";
