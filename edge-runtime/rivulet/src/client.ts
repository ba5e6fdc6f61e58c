export * from "@rivulet/client";
