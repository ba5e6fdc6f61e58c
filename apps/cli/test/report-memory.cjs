// Preloaded into a process: writes at its end the most memory it ever held, in MB, to the file REPORT_MEMORY.
const { writeFileSync } = require("node:fs");

process.on("exit", () => {
  writeFileSync(process.env.REPORT_MEMORY, String(process.resourceUsage().maxRSS / 1024));
});
