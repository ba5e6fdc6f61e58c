export * from "@rivulet/rx";
